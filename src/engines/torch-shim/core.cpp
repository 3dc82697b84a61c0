// Tensors as such: errors, life, shape and type, data in and out, autograd, and the process-wide settings.
#include "shim.h"

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <dlfcn.h>
#include <torch/csrc/autograd/autograd.h>

#include <cstring>

static thread_local std::string last_error;

void shim_keep_error(const char* message) { last_error = message; }

// Empty when nothing went wrong since the last call.
SHIM const char* shim_last_error() {
    static thread_local std::string taken;
    taken.swap(last_error);
    last_error.clear();
    return taken.c_str();
}

SHIM void shim_free(Handle a) { delete a; }

SHIM int64_t shim_dim(Handle a) { return a->dim(); }
SHIM int64_t shim_numel(Handle a) { return a->numel(); }
SHIM int shim_dtype(Handle a) { return static_cast<int>(a->scalar_type()); }
SHIM int shim_device_type(Handle a) { return static_cast<int>(a->device().type()); }
SHIM int shim_device_index(Handle a) { return a->device().index(); }
SHIM int shim_requires_grad(Handle a) { return a->requires_grad(); }
SHIM int shim_is_contiguous(Handle a) { return a->is_contiguous(); }
SHIM void shim_sizes(Handle a, int64_t* sizes) { std::memcpy(sizes, a->sizes().data(), a->dim() * sizeof(int64_t)); }

SHIM void* shim_data(Handle a) {
    void* data = nullptr;
    shim_try([&] { data = a->data_ptr(); });
    return data;
}

static at::TensorOptions options(int type, int device, int device_index) {
    auto result = at::TensorOptions().device(shim_device(device, device_index));
    return type < 0 ? result : result.dtype(static_cast<at::ScalarType>(type));
}

// Copies `bytes` bytes from `data`, then converts to the wanted type and device.
MAKE(from_data, ([&] {
         auto tensor = at::empty(at::IntArrayRef(sizes, rank), at::TensorOptions().dtype(static_cast<at::ScalarType>(source)));
         if (bytes > 0) std::memcpy(tensor.data_ptr(), data, bytes);
         return tensor.to(options(type, device, device_index)).set_requires_grad(grad != 0);
     })(),
     const void* data, int64_t bytes, int source, const int64_t* sizes, int64_t rank, int type, int device, int device_index, int grad)

// Reads and writes `data` where it lies; `release(owner)` is called when the last tensor over it is gone.
MAKE(from_memory,
     at::from_blob(data, at::IntArrayRef(sizes, rank), [release, owner](void*) { release(owner); }, at::TensorOptions().dtype(static_cast<at::ScalarType>(type))),
     void* data, const int64_t* sizes, int64_t rank, int type, void (*release)(void*), void* owner)

enum Filling { zeros, ones, empty };

MAKE(create, ([&] {
         auto shape = at::IntArrayRef(sizes, rank);
         auto wanted = options(type, device, device_index);
         auto tensor = filling == ones ? at::ones(shape, wanted) : filling == zeros ? at::zeros(shape, wanted) : at::empty(shape, wanted);
         return tensor.set_requires_grad(grad != 0);
     })(),
     int filling, const int64_t* sizes, int64_t rank, int type, int device, int device_index, int grad)

MAKE(arange, at::arange(stop, options(type, device, device_index)).set_requires_grad(grad != 0), ShimScalar stop, int type, int device,
     int device_index, int grad)

MAKE(randn_like, at::randn_like(*a), Handle a)

MAKE(to_type, a->to(static_cast<at::ScalarType>(type)), Handle a, int type)
MAKE(to_device, a->to(shim_device(type, index)), Handle a, int type, int index)
UNARY(contiguous)
UNARY(clone)
UNARY(detach)

CHANGE(set_requires_grad, a->set_requires_grad(on != 0), Handle a, int on)
CHANGE(backward, a->backward(), Handle a)
CHANGE(set_grad, a->mutable_grad() = grad ? *grad : at::Tensor(), Handle a, Handle grad)

// Null without an error: no gradient yet.
SHIM Handle shim_grad(Handle a) { return a->grad().defined() ? new at::Tensor(a->grad()) : nullptr; }

SHIM int shim_grad_enabled() { return c10::GradMode::is_enabled(); }
SHIM void shim_enable_grad(int on) { c10::GradMode::set_enabled(on != 0); }

CHANGE(manual_seed, at::manual_seed(static_cast<uint64_t>(seed)), int64_t seed)
// libtorch passes the number on to MKL but not to OpenBLAS, whose own threads would work, and wait busily, beside the wanted ones.
CHANGE(set_num_threads, ([&] {
           at::set_num_threads(count);
           static const auto for_blas = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
           if (for_blas) for_blas(count);
       })(),
       int count)
SHIM int shim_cuda_is_available() {
    bool available = false;
    shim_try([&] { available = at::hasCUDA(); });
    return available;
}
