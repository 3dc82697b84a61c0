// What every file of the shim needs: the handle, the error channel and the macros that spell one C function per line.
//
// A handle is a heap-allocated at::Tensor, owned by the caller until shim_free. No C++ exception crosses the boundary: it is caught,
// its message kept per thread, and null (or a negative count) returned.
#pragma once

#include <torch/types.h>

#include <cstring>
#include <string>
#include <tuple>

using Handle = at::Tensor*;

// A number as C# passes it: the bits of a double or an integer.
struct ShimScalar {
    int64_t bits;
    int64_t kind;  // 0 double, 1 integer

    operator at::Scalar() const {
        if (kind == 1) return at::Scalar(bits);
        double value;
        std::memcpy(&value, &bits, sizeof value);
        return at::Scalar(value);
    }
};

void shim_keep_error(const char* message);

template <class Body>
bool shim_try(Body body) {
    try {
        body();
        return true;
    } catch (const c10::Error& error) {
        shim_keep_error(error.what_without_backtrace());
    } catch (const std::exception& error) {
        shim_keep_error(error.what());
    } catch (...) {
        shim_keep_error("unknown native error");
    }
    return false;
}

template <class Body>
Handle shim_tensor(Body body) {
    Handle result = nullptr;
    shim_try([&] { result = new at::Tensor(body()); });
    return result;
}

// A missing tensor is an undefined one: libtorch takes that for "none", whatever its optional type is called in this version.
inline at::Tensor shim_optional(Handle handle) { return handle ? *handle : at::Tensor(); }

// Functions with two results write both handles and say whether it worked.
inline void shim_pair(Handle* out, std::tuple<at::Tensor, at::Tensor> both) {
    out[0] = new at::Tensor(std::get<0>(std::move(both)));
    out[1] = new at::Tensor(std::get<1>(std::move(both)));
}

inline at::Device shim_device(int type, int index) {
    return at::Device(static_cast<at::DeviceType>(type), static_cast<at::DeviceIndex>(index));
}

#define SHIM extern "C" __attribute__((visibility("default")))

// name, result expression, parameters: a function that makes a tensor.
#define MAKE(name, result, ...) \
    SHIM Handle shim_##name(__VA_ARGS__) { return shim_tensor([&]() -> at::Tensor { return result; }); }

// name, statement, parameters: a function that changes something and says whether it worked.
#define CHANGE(name, statement, ...) \
    SHIM int shim_##name(__VA_ARGS__) { return shim_try([&] { statement; }); }

#define UNARY(name) MAKE(name, a->name(), Handle a)
