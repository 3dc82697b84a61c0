// One line per operation: element by element, comparing, reshaping, reducing, indexing.
#include "shim.h"

UNARY(sqrt) UNARY(exp) UNARY(log) UNARY(tanh) UNARY(sigmoid) UNARY(relu) UNARY(neg) UNARY(t)
CHANGE(exp_, a->exp_(), Handle a)

// Arithmetic with a tensor and with a number.
MAKE(add, a->add(*b), Handle a, Handle b)
MAKE(sub, a->sub(*b), Handle a, Handle b)
MAKE(mul, a->mul(*b), Handle a, Handle b)
MAKE(mul_scalar, a->mul(at::Scalar(b)), Handle a, ShimScalar b)
MAKE(div, a->div(*b), Handle a, Handle b)
MAKE(maximum, a->maximum(*b), Handle a, Handle b)
MAKE(lt, a->lt(*b), Handle a, Handle b)
MAKE(where, at::where(*condition, *a, *b), Handle condition, Handle a, Handle b)

CHANGE(add_, a->add_(*b, alpha), Handle a, Handle b, ShimScalar alpha)
CHANGE(add_scalar_, a->add_(b), Handle a, ShimScalar b)
CHANGE(sub_, a->sub_(*b), Handle a, Handle b)
CHANGE(mul_scalar_, a->mul_(at::Scalar(b)), Handle a, ShimScalar b)
CHANGE(div_scalar_, a->div_(at::Scalar(b)), Handle a, ShimScalar b)
CHANGE(addcmul_, a->addcmul_(*b, *c, value), Handle a, Handle b, Handle c, ShimScalar value)
CHANGE(addcdiv_, a->addcdiv_(*b, *c, value), Handle a, Handle b, Handle c, ShimScalar value)
CHANGE(copy_, a->copy_(*source), Handle a, Handle source)

MAKE(reshape, a->reshape(at::IntArrayRef(sizes, rank)), Handle a, const int64_t* sizes, int64_t rank)
MAKE(permute, a->permute(at::IntArrayRef(order, rank)), Handle a, const int64_t* order, int64_t rank)
MAKE(transpose, a->transpose(dim0, dim1), Handle a, int64_t dim0, int64_t dim1)
MAKE(flatten, a->flatten(start, end), Handle a, int64_t start, int64_t end)
MAKE(unsqueeze, a->unsqueeze(dim), Handle a, int64_t dim)
MAKE(squeeze, a->squeeze(), Handle a)
MAKE(squeeze_dim, a->squeeze(dim), Handle a, int64_t dim)
MAKE(narrow, a->narrow(dim, start, length), Handle a, int64_t dim, int64_t start, int64_t length)

// Hands out at most `capacity` parts and says how many, or -1.
SHIM int64_t shim_unbind(Handle a, int64_t dim, Handle* out, int64_t capacity) {
    int64_t count = -1;
    shim_try([&] {
        auto parts = a->unbind(dim);
        TORCH_CHECK(static_cast<int64_t>(parts.size()) <= capacity, "room for ", capacity, " parts, got ", parts.size());
        for (size_t i = 0; i < parts.size(); i++) out[i] = new at::Tensor(std::move(parts[i]));
        count = static_cast<int64_t>(parts.size());
    });
    return count;
}

static std::vector<at::Tensor> gathered(const Handle* tensors, int64_t count) {
    std::vector<at::Tensor> list;
    list.reserve(count);
    for (int64_t i = 0; i < count; i++) list.push_back(*tensors[i]);
    return list;
}
MAKE(cat, at::cat(gathered(tensors, count), dim), const Handle* tensors, int64_t count, int64_t dim)
MAKE(stack, at::stack(gathered(tensors, count), dim), const Handle* tensors, int64_t count, int64_t dim)

// A negative type means the input's own.
MAKE(sum, type < 0 ? a->sum() : a->sum(static_cast<at::ScalarType>(type)), Handle a, int type)
MAKE(sum_dim,
     type < 0 ? a->sum(at::IntArrayRef(dim), keep != 0) : a->sum(at::IntArrayRef(dim), keep != 0, static_cast<at::ScalarType>(type)),
     Handle a, int64_t dim, int keep, int type)
MAKE(mean, a->mean(), Handle a)
MAKE(amax, a->amax(at::IntArrayRef(dims, rank), keep != 0), Handle a, const int64_t* dims, int64_t rank, int keep)
CHANGE(topk, shim_pair(out, a->topk(k, dim, largest != 0, sorted != 0)), Handle a, int64_t k, int64_t dim, int largest, int sorted, Handle* out)
MAKE(softmax, a->softmax(dim), Handle a, int64_t dim)
MAKE(log_softmax, a->log_softmax(dim), Handle a, int64_t dim)
MAKE(logsumexp, a->logsumexp(at::IntArrayRef(dim), keep != 0), Handle a, int64_t dim, int keep)

MAKE(index_select, a->index_select(dim, *index), Handle a, int64_t dim, Handle index)
MAKE(gather, a->gather(dim, *index), Handle a, int64_t dim, Handle index)
CHANGE(scatter_, a->scatter_(dim, *index, *source), Handle a, int64_t dim, Handle index, Handle source)
CHANGE(scatter_add_, a->scatter_add_(dim, *index, *source), Handle a, int64_t dim, Handle index, Handle source)
CHANGE(index_copy_, a->index_copy_(dim, *index, *source), Handle a, int64_t dim, Handle index, Handle source)
CHANGE(index_add_, a->index_add_(dim, *index, *source, alpha), Handle a, int64_t dim, Handle index, Handle source, ShimScalar alpha)
