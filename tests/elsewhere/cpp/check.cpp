// Runs exported models by the C++ API of ONNX Runtime, on the shared library that the C# uses, and compares with what C# got.
// check CASES.json...; build.sh builds it.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <onnxruntime_cxx_api.h>

using nlohmann::json;
using Graphs = std::map<std::string, Ort::Session>;

namespace {

// Values must outlive the tensor: ONNX Runtime reads them where they are.
struct Feeds {
    std::vector<std::string> names;
    std::vector<Ort::Value> tensors;
    std::vector<std::vector<int64_t>> integers;
    std::vector<std::vector<float>> floats;
};

const Ort::MemoryInfo& memory() {
    static const Ort::MemoryInfo info = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    return info;
}

template <typename T>
Ort::Value tensor(std::vector<T>& values, const std::vector<int64_t>& dims) {
    return Ort::Value::CreateTensor<T>(memory(), values.data(), values.size(), dims.data(), dims.size());
}

void add(Feeds& feeds, const json& feed) {
    const auto dims = feed.at("dims").get<std::vector<int64_t>>();
    const auto type = feed.at("type").get<std::string>();
    feeds.names.push_back(feed.at("name").get<std::string>());
    if (type == "int64") {
        feeds.integers.push_back(feed.at("values").get<std::vector<int64_t>>());
        feeds.tensors.push_back(tensor(feeds.integers.back(), dims));
    } else if (type == "float32") {
        feeds.floats.push_back(feed.at("values").get<std::vector<float>>());
        feeds.tensors.push_back(tensor(feeds.floats.back(), dims));
    } else if (type == "string") {
        const auto values = feed.at("values").get<std::vector<std::string>>();
        std::vector<const char*> texts;
        for (const auto& value : values) texts.push_back(value.c_str());
        Ort::AllocatorWithDefaultOptions allocator;
        feeds.tensors.push_back(Ort::Value::CreateTensor(allocator, dims.data(), dims.size(), ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING));
        feeds.tensors.back().FillStringTensor(texts.data(), texts.size());
    } else {
        throw std::runtime_error("a feed of type " + type + " is not known here");
    }
}

Feeds feeds_of(const json& tensors) {
    Feeds feeds;
    for (const auto& feed : tensors) add(feeds, feed);
    return feeds;
}

std::vector<Ort::Value> run(Ort::Session& graph, const Feeds& feeds, const std::vector<std::string>& outputs) {
    std::vector<const char*> inputs, wanted;
    for (const auto& name : feeds.names) inputs.push_back(name.c_str());
    for (const auto& name : outputs) wanted.push_back(name.c_str());
    return graph.Run(Ort::RunOptions{}, inputs.data(), feeds.tensors.data(), inputs.size(), wanted.data(), wanted.size());
}

std::vector<float> first_output(Ort::Session& graph, const Feeds& feeds) {
    Ort::AllocatorWithDefaultOptions allocator;
    const auto outputs = run(graph, feeds, {graph.GetOutputNameAllocated(0, allocator).get()});
    const float* values = outputs[0].GetTensorData<float>();
    return {values, values + outputs[0].GetTensorTypeAndShapeInfo().GetElementCount()};
}

// Relative to the larger of the expected number and the scale; infinite where one of both is not a number.
double difference(float expected, float actual, double scale) {
    if (expected == actual) return 0;
    const double off = std::abs(static_cast<double>(expected) - actual) / std::max(scale, std::abs(static_cast<double>(expected)));
    return std::isnan(off) ? std::numeric_limits<double>::infinity() : off;
}

[[noreturn]] void fail(const std::string& where, const json& expected, size_t i, const std::string& actual) {
    throw std::runtime_error(where + ": " + expected.at("name").get<std::string>() + "[" + std::to_string(i) + "] is " + actual + " where " + expected.at("values")[i].dump() + " is expected");
}

// The largest difference of one output; throws where it is too large, or where anything but numbers of float32 is not equal.
double compare_output(const json& expected, const Ort::Value& actual, double tolerance, const std::string& where) {
    const auto info = actual.GetTensorTypeAndShapeInfo();
    if (info.GetShape() != expected.at("dims").get<std::vector<int64_t>>())
        throw std::runtime_error(where + ": " + expected.at("name").get<std::string>() + " has shape " + json(info.GetShape()).dump() + " where " + expected.at("dims").dump() + " is expected");
    const auto type = expected.at("type").get<std::string>();
    double worst = 0;
    for (size_t i = 0; i < info.GetElementCount(); i++) {
        const json& value = expected.at("values").at(i);
        if (type == "float32") {
            const float got = actual.GetTensorData<float>()[i];
            const double off = difference(value.get<float>(), got, expected.value("scale", 1.0));
            if (off > tolerance) fail(where, expected, i, json(got).dump());
            worst = std::max(worst, off);
        } else if (type == "int64") {
            const int64_t got = actual.GetTensorData<int64_t>()[i];
            if (got != value.get<int64_t>()) fail(where, expected, i, std::to_string(got));
        } else if (actual.GetStringTensorElement(i) != value.get<std::string>()) {
            fail(where, expected, i, actual.GetStringTensorElement(i));
        }
    }
    return worst;
}

double compare_run(Ort::Session& graph, const json& expected, double tolerance, const std::string& where) {
    std::vector<std::string> names;
    for (const auto& output : expected.at("outputs")) names.push_back(output.at("name").get<std::string>());
    const Feeds feeds = feeds_of(expected.at("feeds"));
    const auto outputs = run(graph, feeds, names);
    double worst = 0;
    for (size_t i = 0; i < names.size(); i++) worst = std::max(worst, compare_output(expected.at("outputs")[i], outputs[i], tolerance, where));
    return worst;
}

// Scores of the whole catalogue: of a ranker, or the products of a user's vector with those of all items.
std::vector<float> scores_of(Graphs& graphs, const json& list, int64_t count) {
    std::vector<int64_t> all(count);
    std::iota(all.begin(), all.end(), 0);
    Feeds feeds = feeds_of(list.at("feeds"));
    const auto ranker = graphs.find("model");
    if (ranker != graphs.end()) {
        feeds.names.push_back("items");
        feeds.tensors.push_back(tensor(all, {1, count}));
        return first_output(ranker->second, feeds);
    }
    const auto user = first_output(graphs.at("user"), feeds);
    Feeds items;
    items.names.push_back("items");
    items.tensors.push_back(tensor(all, {count}));
    const auto vectors = first_output(graphs.at("item"), items);
    std::vector<float> scores(count);
    for (int64_t item = 0; item < count; item++)
        scores[item] = static_cast<float>(std::inner_product(user.begin(), user.end(), vectors.begin() + item * static_cast<int64_t>(user.size()), 0.0));
    return scores;
}

// Whether the first items are the same; throws where they differ by more than a tie within the tolerance.
bool compare_list(const json& list, const std::vector<float>& scores, const json& cases, double& worst) {
    const auto seen = list.at("seen").get<std::set<int64_t>>();
    const auto expected = list.at("items").get<std::vector<std::string>>();
    const auto ids = cases.at("items").get<std::vector<std::string>>();
    std::vector<int64_t> best;
    for (int64_t item = 0; item < static_cast<int64_t>(scores.size()); item++)
        if (!seen.contains(item)) best.push_back(item);
    std::stable_sort(best.begin(), best.end(), [&](int64_t a, int64_t b) { return scores[a] > scores[b]; });
    if (best.size() < expected.size()) throw std::runtime_error("a list has too few items");
    bool same = true;
    for (size_t place = 0; place < expected.size(); place++) {
        const auto item = std::find(ids.begin(), ids.end(), expected[place]) - ids.begin();
        const float score = list.at("scores")[place].get<float>();
        const double scale = list.at("scale").get<double>();
        const double off = std::max(difference(score, scores.at(best[place]), scale), difference(score, scores.at(item), scale));
        if (off > cases.at("tolerance").get<double>())
            throw std::runtime_error("list of " + list.at("what").get<std::string>() + ": place " + std::to_string(place + 1) + " has item " + ids[best[place]] + " (" + json(scores[best[place]]).dump()
                + ") where " + expected[place] + " (" + json(score).dump() + ") is expected");
        same = same && ids[best[place]] == expected[place];
        worst = std::max(worst, off);
    }
    return same;
}

void compare_model(const Ort::Env& environment, const json& model, const json& cases, const std::filesystem::path& folder) {
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(1);
    const double tolerance = cases.at("tolerance").get<double>();
    Graphs graphs;
    double worst = 0;
    for (const auto& graph : model.at("graphs")) {
        const auto name = graph.at("name").get<std::string>();
        auto& session = graphs.emplace(name, Ort::Session(environment, (folder / graph.at("file").get<std::string>()).c_str(), options)).first->second;
        for (const auto& one : graph.at("runs")) worst = std::max(worst, compare_run(session, one, tolerance, name + ", " + one.at("what").get<std::string>()));
    }
    const auto& lists = model.at("lists");
    size_t equal = 0;
    for (const auto& list : lists) equal += compare_list(list, scores_of(graphs, list, static_cast<int64_t>(cases.at("items").size())), cases, worst);
    std::printf("%-24slargest difference %.1e", model.at("name").get<std::string>().c_str(), worst);
    if (lists.empty()) std::printf("\n");
    else std::printf(", %zu of %zu lists equal item by item\n", equal, lists.size());
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        std::fprintf(stderr, "cpp: which case file? check CASES.json...\n");
        return 2;
    }
    std::printf("libonnxruntime.so %s, compiled with the headers of API %d\n", OrtGetApiBase()->GetVersionString(), ORT_API_VERSION);
    const Ort::Env environment(ORT_LOGGING_LEVEL_ERROR, "elsewhere");
    size_t models = 0, passed = 0;
    for (int i = 1; i < count; i++) {
        std::ifstream file(arguments[i]);
        if (!file) {
            std::fprintf(stderr, "cpp: %s is missing: run `bin/onnxrecs cases` first\n", arguments[i]);
            return 2;
        }
        const json cases = json::parse(file, nullptr, false);
        if (cases.is_discarded()) {
            std::fprintf(stderr, "cpp: %s is no JSON\n", arguments[i]);
            return 2;
        }
        if (cases.at("format") != 1) {
            std::fprintf(stderr, "cpp: %s has format %s where 1 is expected\n", arguments[i], cases.at("format").dump().c_str());
            return 2;
        }
        for (const auto& model : cases.at("models")) {
            models++;
            try {
                compare_model(environment, model, cases, std::filesystem::path(arguments[i]).parent_path());
                passed++;
            } catch (const std::exception& error) {
                std::printf("%-24sFAILED: %s\n", model.at("name").get<std::string>().c_str(), error.what());
            }
        }
    }
    std::printf("cpp: %zu models, %zu passed, %zu failed\n", models, passed, models - passed);
    return passed == models ? 0 : 1;
}
