// What both C++ sides of the benchmark share: they wait for orders on the standard input, a line each, answer each with a line, and use nothing
// while others have their turn. An index has
//   static const char *about();                                                             what was compiled, and how
//   Index(const float *vectors, size_t count, size_t dim, bool inner, int m, int ef);       builds on one thread
//   void search(const float *queries, size_t count, size_t dim, int k, int ef, int *items); best first, [count, k]
//   size_t bytes();                                                                         vectors and links alone, without what only building needs
#pragma once
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <malloc.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

inline double seconds(clockid_t clock) {
    timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

inline size_t heap_bytes() {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

inline std::vector<float> read_floats(const std::string &path, size_t count) {
    std::vector<float> values(count);
    std::ifstream file(path, std::ios::binary);
    if (!file.read(reinterpret_cast<char *>(values.data()), count * sizeof(float))) throw std::runtime_error("cannot read " + path);
    return values;
}

template <typename Index> int serve() {
    std::unique_ptr<Index> index;
    std::vector<float> queries;
    std::vector<int> items;
    size_t query_count = 0, dim = 0;
    std::cout << Index::about() << std::endl;
    std::string order, path;
    while (std::cin >> order) {
        try {
            if (order == "build") { // FILE count dim l2|ip M efConstruction -> CPU seconds, seconds, bytes, bytes of the heap
                size_t count;
                std::string metric;
                int m, ef;
                std::cin >> path >> count >> dim >> metric >> m >> ef;
                index.reset();
                size_t before = heap_bytes();
                std::vector<float> vectors = read_floats(path, count * dim);
                double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
                index.reset(new Index(vectors.data(), count, dim, metric == "ip", m, ef));
                cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, wall = seconds(CLOCK_MONOTONIC) - wall;
                std::vector<float>().swap(vectors);
                std::cout << cpu << ' ' << wall << ' ' << index->bytes() << ' ' << heap_bytes() - before << std::endl;
            } else if (order == "queries") { // FILE count -> ok
                std::cin >> path >> query_count;
                queries = read_floats(path, query_count * dim);
                std::cout << "ok" << std::endl;
            } else if (order == "find") { // k ef FILE -> ok; the file gets the items as int32, [queries, k]
                int k, ef;
                std::cin >> k >> ef >> path;
                items.assign(query_count * k, -1);
                index->search(queries.data(), query_count, dim, k, ef, items.data());
                std::ofstream(path, std::ios::binary).write(reinterpret_cast<char *>(items.data()), items.size() * sizeof(int));
                std::cout << "ok" << std::endl;
            } else if (order == "search") { // k ef seconds -> queries, CPU seconds: all queries again and again for so long
                int k, ef;
                double least, cpu = 0;
                size_t done = 0;
                std::cin >> k >> ef >> least;
                items.resize(query_count * k);
                double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
                for (; cpu < least; cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - start, done += query_count)
                    index->search(queries.data(), query_count, dim, k, ef, items.data());
                std::cout << done << ' ' << cpu << std::endl;
            } else {
                throw std::runtime_error("unknown order " + order);
            }
        } catch (const std::exception &e) {
            std::cout << "error: " << e.what() << std::endl;
            return 1;
        }
    }
    return 0;
}
