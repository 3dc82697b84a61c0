// hnswlib's side of HnswlibTests: builds and saves an index, or loads one, and says what is in it or what it finds.
//
//   roundtrip build  l2|ip DIM VECTORS M EF_CONSTRUCTION INDEX [DELETED_EVERY]   vectors: float32 [n, DIM]; label of row i is 3 i + 7
//   roundtrip dump   l2|ip DIM INDEX             for each element: label, deleted, level, then its lists, farthest first, each behind its length
//   roundtrip vectors l2|ip DIM INDEX OUT        writes the vectors in the elements' order, float32
//   roundtrip search l2|ip DIM INDEX QUERIES K EF                                for each query: label and distance, nearest first
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <hnswlib/hnswlib.h>

using Index = hnswlib::HierarchicalNSW<float>;

static std::vector<float> read(const char *path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) throw std::runtime_error(std::string("no file ") + path);
    std::vector<float> values(file.tellg() / sizeof(float));
    file.seekg(0);
    file.read(reinterpret_cast<char *>(values.data()), values.size() * sizeof(float));
    return values;
}

static void dump(const Index &index) {
    for (size_t i = 0; i < index.cur_element_count; i++) {
        std::printf("%zu %d %d", index.getExternalLabel(i), index.isMarkedDeleted(i) ? 1 : 0, index.element_levels_[i]);
        for (int level = 0; level <= index.element_levels_[i]; level++) {
            auto list = index.get_linklist_at_level(i, level);
            std::printf(" %d", index.getListCount(list));
            for (int j = 1; j <= index.getListCount(list); j++) std::printf(" %u", list[j]);
        }
        std::printf("\n");
    }
    std::printf("%d %d %zu %zu\n", static_cast<int>(index.enterpoint_node_), index.maxlevel_, index.M_, index.ef_construction_);
}

static int run(int count, char **words) {
    if (count < 5) throw std::runtime_error("too few arguments");
    std::string verb = words[1];
    size_t dim = std::atoi(words[3]);
    std::unique_ptr<hnswlib::SpaceInterface<float>> space;
    if (words[2] == std::string("l2")) space.reset(new hnswlib::L2Space(dim));
    else space.reset(new hnswlib::InnerProductSpace(dim));

    if (verb == "build") {
        std::vector<float> vectors = read(words[4]);
        size_t rows = vectors.size() / dim, every = count > 8 ? std::atoi(words[8]) : 0;
        Index index(space.get(), rows, std::atoi(words[5]), std::atoi(words[6]));
        for (size_t i = 0; i < rows; i++) index.addPoint(&vectors[i * dim], 3 * i + 7);
        for (size_t i = 0; every > 0 && i < rows; i += every) index.markDelete(3 * i + 7);
        index.saveIndex(words[7]);
        return 0;
    }

    Index index(space.get(), words[4]);
    if (verb == "dump") {
        dump(index);
    } else if (verb == "vectors") {
        std::ofstream out(words[5], std::ios::binary);
        for (size_t i = 0; i < index.cur_element_count; i++) out.write(index.getDataByInternalId(i), dim * sizeof(float));
    } else {
        std::vector<float> queries = read(words[5]);
        index.setEf(std::atoi(words[7]));
        for (size_t i = 0; i < queries.size() / dim; i++) {
            for (auto found : index.searchKnnCloserFirst(&queries[i * dim], std::atoi(words[6]))) std::printf("%zu %.9g ", found.second, found.first);
            std::printf("\n");
        }
    }
    return 0;
}

int main(int count, char **words) {
    try {
        return run(count, words);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
