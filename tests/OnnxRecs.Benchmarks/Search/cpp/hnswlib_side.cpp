// hnswlib, as its own examples use it: addPoint in the order of the rows, searchKnn for each query.
#include "side.h"
#include <hnswlib/hnswlib.h>

class HnswlibIndex {
    std::unique_ptr<hnswlib::SpaceInterface<float>> space;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> graph;

public:
    static const char *about() {
        hnswlib::L2Space space(64); // decides
#if defined(USE_AVX512)
        if (hnswlib::L2SqrSIMD16Ext == hnswlib::L2SqrSIMD16ExtAVX512) return "hnswlib " PACKAGE_VERSION " (AVX-512)";
#endif
#if defined(USE_AVX)
        if (hnswlib::L2SqrSIMD16Ext == hnswlib::L2SqrSIMD16ExtAVX) return "hnswlib " PACKAGE_VERSION " (AVX)";
#endif
        return "hnswlib " PACKAGE_VERSION " (without AVX)";
    }

    HnswlibIndex(const float *vectors, size_t count, size_t dim, bool inner, int m, int ef) {
        if (inner) space.reset(new hnswlib::InnerProductSpace(dim));
        else space.reset(new hnswlib::L2Space(dim));
        graph.reset(new hnswlib::HierarchicalNSW<float>(space.get(), count, m, ef));
        for (size_t row = 0; row < count; row++) graph->addPoint(vectors + row * dim, row);
    }

    void search(const float *queries, size_t count, size_t dim, int k, int ef, int *items) {
        graph->setEf(ef);
        for (size_t row = 0; row < count; row++) {
            auto found = graph->searchKnn(queries + row * dim, k);
            for (size_t i = found.size(); i-- > 0; found.pop()) items[row * k + i] = static_cast<int>(found.top().second);
        }
    }

    size_t bytes() {
        size_t links = 0;
        for (int level : graph->element_levels_) links += level * graph->size_links_per_element_;
        return graph->max_elements_ * (graph->size_data_per_element_ + sizeof(char *) + sizeof(int)) + links;
    }
};

int main() { return serve<HnswlibIndex>(); }
