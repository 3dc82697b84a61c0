// Functions whose derivative is written in C#: a node of the graph of derivatives that calls back.
#include "shim.h"

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include <vector>

// Takes the key of a function and the gradient of its result; fills in a gradient for each input, null for none. Returns 0 when it failed.
using BackwardCallback = int (*)(int64_t key, Handle gradient, Handle* gradients, int64_t count);
using ReleaseCallback = void (*)(int64_t key);

static BackwardCallback backward_callback;
static ReleaseCallback release_callback;

SHIM void shim_set_function_callbacks(BackwardCallback backward, ReleaseCallback release) {
    backward_callback = backward;
    release_callback = release;
}

namespace {

struct CalledBack : torch::autograd::Node {
    CalledBack(int64_t key, size_t count) : key(key), count(count) {}
    ~CalledBack() override { release_callback(key); }

    torch::autograd::variable_list apply(torch::autograd::variable_list&& results) override {
        std::vector<Handle> handles(count, nullptr);
        torch::autograd::variable_list gradients(count);
        if (!results[0].defined()) return gradients;
        bool worked = backward_callback(key, new at::Tensor(results[0]), handles.data(), static_cast<int64_t>(count)) != 0;
        for (size_t i = 0; i < count; i++) {
            if (!handles[i]) continue;
            gradients[i] = *handles[i];
            delete handles[i];
        }
        TORCH_CHECK(worked, "the backward pass of a function failed");
        return gradients;
    }

    int64_t key;
    size_t count;
};

}  // namespace

// The result, computed outside the graph, as the function's value: its gradient goes to the inputs through the callback. The key is
// released when the graph is.
MAKE(function_result, ([&] {
         auto node = std::shared_ptr<CalledBack>(new CalledBack(key, static_cast<size_t>(count)), torch::autograd::deleteNode);
         torch::autograd::edge_list edges;
         for (int64_t i = 0; i < count; i++) {
             edges.push_back(inputs[i] ? torch::autograd::impl::gradient_edge(*inputs[i]) : torch::autograd::Edge());
         }
         node->set_next_edges(std::move(edges));
         at::Tensor value = result->detach();
         torch::autograd::set_history(value, node);
         return value;
     })(),
     Handle result, const Handle* inputs, int64_t count, int64_t key)
