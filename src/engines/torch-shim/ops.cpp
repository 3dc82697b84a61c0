// One line per operation: element by element, comparing, reshaping, reducing, indexing.
#include "shim.h"

UNARY(exp) UNARY(log) UNARY(sqrt) UNARY(tanh) UNARY(sigmoid) UNARY(relu) UNARY(abs) UNARY(neg) UNARY(reciprocal)
UNARY(logical_not) UNARY(isfinite) UNARY(isnan) UNARY(t) UNARY(nonzero)
UNARY_IN_PLACE(exp_) UNARY_IN_PLACE(sqrt_) UNARY_IN_PLACE(tanh_) UNARY_IN_PLACE(sigmoid_) UNARY_IN_PLACE(relu_) UNARY_IN_PLACE(zero_)

COMPARISON(eq) COMPARISON(ne) COMPARISON(lt) COMPARISON(le) COMPARISON(gt) COMPARISON(ge)

// Arithmetic with a tensor and with a number.
MAKE(add, a->add(*b, alpha), Handle a, Handle b, ShimScalar alpha)
MAKE(add_scalar, a->add(b), Handle a, ShimScalar b)
MAKE(sub, a->sub(*b), Handle a, Handle b)
MAKE(sub_scalar, a->sub(b), Handle a, ShimScalar b)
MAKE(mul, a->mul(*b), Handle a, Handle b)
MAKE(mul_scalar, a->mul(at::Scalar(b)), Handle a, ShimScalar b)
MAKE(div, a->div(*b), Handle a, Handle b)
MAKE(div_scalar, a->div(at::Scalar(b)), Handle a, ShimScalar b)
MAKE(pow, a->pow(*b), Handle a, Handle b)
MAKE(pow_scalar, a->pow(at::Scalar(b)), Handle a, ShimScalar b)
MAKE(maximum, a->maximum(*b), Handle a, Handle b)
MAKE(logical_and, a->logical_and(*b), Handle a, Handle b)
MAKE(masked_fill, a->masked_fill(*mask, at::Scalar(value)), Handle a, Handle mask, ShimScalar value)
MAKE(where, at::where(*condition, *a, *b), Handle condition, Handle a, Handle b)

// A missing bound is a null pointer; one of the two is there.
MAKE(clamp, low && high ? a->clamp(at::Scalar(*low), at::Scalar(*high)) : low ? a->clamp_min(at::Scalar(*low)) : a->clamp_max(at::Scalar(*high)),
     Handle a, const ShimScalar* low, const ShimScalar* high)

CHANGE(add_, a->add_(*b, alpha), Handle a, Handle b, ShimScalar alpha)
CHANGE(add_scalar_, a->add_(b), Handle a, ShimScalar b)
CHANGE(sub_, a->sub_(*b), Handle a, Handle b)
CHANGE(sub_scalar_, a->sub_(b), Handle a, ShimScalar b)
CHANGE(mul_, a->mul_(*b), Handle a, Handle b)
CHANGE(mul_scalar_, a->mul_(at::Scalar(b)), Handle a, ShimScalar b)
CHANGE(div_, a->div_(*b), Handle a, Handle b)
CHANGE(div_scalar_, a->div_(at::Scalar(b)), Handle a, ShimScalar b)
CHANGE(addcmul_, a->addcmul_(*b, *c, value), Handle a, Handle b, Handle c, ShimScalar value)
CHANGE(addcdiv_, a->addcdiv_(*b, *c, value), Handle a, Handle b, Handle c, ShimScalar value)
CHANGE(fill_, a->fill_(at::Scalar(value)), Handle a, ShimScalar value)
CHANGE(copy_, a->copy_(*source), Handle a, Handle source)

MAKE(reshape, a->reshape(at::IntArrayRef(sizes, rank)), Handle a, const int64_t* sizes, int64_t rank)
MAKE(view, a->view(at::IntArrayRef(sizes, rank)), Handle a, const int64_t* sizes, int64_t rank)
MAKE(expand, a->expand(at::IntArrayRef(sizes, rank)), Handle a, const int64_t* sizes, int64_t rank)
MAKE(permute, a->permute(at::IntArrayRef(order, rank)), Handle a, const int64_t* order, int64_t rank)
MAKE(transpose, a->transpose(dim0, dim1), Handle a, int64_t dim0, int64_t dim1)
MAKE(flatten, a->flatten(start, end), Handle a, int64_t start, int64_t end)
MAKE(unsqueeze, a->unsqueeze(dim), Handle a, int64_t dim)
MAKE(squeeze, a->squeeze(), Handle a)
MAKE(squeeze_dim, a->squeeze(dim), Handle a, int64_t dim)
MAKE(slice, a->slice(dim, start, finish, step), Handle a, int64_t dim, int64_t start, int64_t finish, int64_t step)
MAKE(narrow, a->narrow(dim, start, length), Handle a, int64_t dim, int64_t start, int64_t length)

// Hands out at most `capacity` parts and says how many, or -1.
static int64_t hand_out(std::vector<at::Tensor>&& parts, Handle* out, int64_t capacity) {
    TORCH_CHECK(static_cast<int64_t>(parts.size()) <= capacity, "room for ", capacity, " parts, got ", parts.size());
    for (size_t i = 0; i < parts.size(); i++) out[i] = new at::Tensor(std::move(parts[i]));
    return static_cast<int64_t>(parts.size());
}

#define PARTS(name, parts, ...)                                              \
    SHIM int64_t shim_##name(__VA_ARGS__, Handle* out, int64_t capacity) {   \
        int64_t count = -1;                                                  \
        shim_try([&] { count = hand_out(parts, out, capacity); });           \
        return count;                                                        \
    }

PARTS(chunk, a->chunk(chunks, dim), Handle a, int64_t chunks, int64_t dim)
PARTS(unbind, a->unbind(dim), Handle a, int64_t dim)

static std::vector<at::Tensor> gathered(const Handle* tensors, int64_t count) {
    std::vector<at::Tensor> list;
    list.reserve(count);
    for (int64_t i = 0; i < count; i++) list.push_back(*tensors[i]);
    return list;
}
MAKE(cat, at::cat(gathered(tensors, count), dim), const Handle* tensors, int64_t count, int64_t dim)
MAKE(stack, at::stack(gathered(tensors, count), dim), const Handle* tensors, int64_t count, int64_t dim)

// A negative type means the input's own.
#define REDUCTION(name)                                                                                                \
    MAKE(name, type < 0 ? a->name() : a->name(static_cast<at::ScalarType>(type)), Handle a, int type)                  \
    MAKE(name##_dims, ([&] {                                                                                           \
             auto over = at::IntArrayRef(dims, count);                                                                 \
             return type < 0 ? a->name(over, keep != 0) : a->name(over, keep != 0, static_cast<at::ScalarType>(type)); \
         })(),                                                                                                         \
         Handle a, const int64_t* dims, int64_t count, int keep, int type)
REDUCTION(sum)
REDUCTION(mean)
MAKE(max, a->max(), Handle a)
MAKE(all, a->all(), Handle a)
MAKE(softmax, a->softmax(dim), Handle a, int64_t dim)
MAKE(log_softmax, a->log_softmax(dim), Handle a, int64_t dim)
MAKE(logsumexp, a->logsumexp(at::IntArrayRef(dim), keep != 0), Handle a, int64_t dim, int keep)

MAKE(gather, a->gather(dim, *index), Handle a, int64_t dim, Handle index)
MAKE(index_select, a->index_select(dim, *index), Handle a, int64_t dim, Handle index)
CHANGE(scatter_, a->scatter_(dim, *index, *source), Handle a, int64_t dim, Handle index, Handle source)
CHANGE(scatter_add_, a->scatter_add_(dim, *index, *source), Handle a, int64_t dim, Handle index, Handle source)
CHANGE(index_add_, a->index_add_(dim, *index, *source, alpha), Handle a, int64_t dim, Handle index, Handle source, ShimScalar alpha)
CHANGE(index_copy_, a->index_copy_(dim, *index, *source), Handle a, int64_t dim, Handle index, Handle source)

// Results that come in twos and threes: `out` has room for all of them.
CHANGE(topk, shim_spread(a->topk(k, dim, largest != 0, sorted != 0), out), Handle a, int64_t k, int64_t dim, int largest, int sorted,
       Handle* out)
CHANGE(unique, shim_spread(at::_unique2(*a, sorted != 0, want_inverse != 0, want_counts != 0), out), Handle a, int sorted,
       int want_inverse, int want_counts, Handle* out)
