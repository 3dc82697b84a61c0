// IndexHNSWFlat of faiss. All queries go into one call, which spares it a table of visited nodes for each query.
#include "side.h"
#include <faiss/IndexHNSW.h>
#include <faiss/utils/utils.h>
#include <omp.h>

class FaissIndex {
    faiss::IndexHNSWFlat graph;
    std::vector<faiss::Index::idx_t> labels;
    std::vector<float> distances;

public:
    static const char *about() {
        static const std::string text = "faiss " PACKAGE_VERSION " (" + faiss::get_compile_options() + ")";
        return text.c_str();
    }

    FaissIndex(const float *vectors, size_t count, size_t dim, bool inner, int m, int ef)
        : graph(dim, m, inner ? faiss::METRIC_INNER_PRODUCT : faiss::METRIC_L2) {
        graph.hnsw.efConstruction = ef;
        graph.add(count, vectors);
    }

    void search(const float *queries, size_t count, size_t, int k, int ef, int *items) {
        graph.hnsw.efSearch = ef;
        labels.resize(count * k);
        distances.resize(count * k);
        graph.search(count, queries, k, distances.data(), labels.data());
        for (size_t i = 0; i < labels.size(); i++) items[i] = static_cast<int>(labels[i]);
    }

    size_t bytes() {
        const faiss::HNSW &h = graph.hnsw;
        return graph.ntotal * graph.d * sizeof(float) + h.neighbors.size() * sizeof(h.neighbors[0]) + h.offsets.size() * sizeof(h.offsets[0]) +
               h.levels.size() * sizeof(h.levels[0]);
    }
};

int main() {
    omp_set_num_threads(1);
    return serve<FaissIndex>();
}
