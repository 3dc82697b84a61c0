// Products and decompositions of matrices, and the functions of neural networks.
#include "shim.h"

MAKE(matmul, a->matmul(*b), Handle a, Handle b)
MAKE(mm, a->mm(*b), Handle a, Handle b)
MAKE(bmm, a->bmm(*b), Handle a, Handle b)
MAKE(addmm, a->addmm(*b, *c, beta, alpha), Handle a, Handle b, Handle c, float beta, float alpha)
CHANGE(addmm_, a->addmm_(*b, *c, beta, alpha), Handle a, Handle b, Handle c, float beta, float alpha)

MAKE(linalg_cholesky, at::linalg_cholesky(*a), Handle a)
MAKE(linalg_inv, at::linalg_inv(*a), Handle a)
MAKE(linalg_solve, at::linalg_solve(*a, *b, left != 0), Handle a, Handle b, int left)
CHANGE(linalg_svd, shim_spread(at::linalg_svd(*a, full != 0), out), Handle a, int full, Handle* out)
CHANGE(linalg_eigh, shim_spread(at::linalg_eigh(*a, upper ? "U" : "L"), out), Handle a, int upper, Handle* out)

MAKE(dropout, at::dropout(*a, p, training != 0), Handle a, double p, int training)
CHANGE(dropout_, at::dropout_(*a, p, training != 0), Handle a, double p, int training)
MAKE(softplus, at::softplus(*a, beta, threshold), Handle a, double beta, double threshold)
MAKE(logsigmoid, at::log_sigmoid(*a), Handle a)
MAKE(layer_norm, at::layer_norm(*a, at::IntArrayRef(shape, rank), shim_optional(weight), shim_optional(bias), eps), Handle a,
     const int64_t* shape, int64_t rank, Handle weight, Handle bias, double eps)
MAKE(batch_norm,
     at::batch_norm(*a, shim_optional(weight), shim_optional(bias), shim_optional(mean), shim_optional(variance), training != 0, momentum,
                    eps, at::globalContext().userEnabledCuDNN()),
     Handle a, Handle mean, Handle variance, Handle weight, Handle bias, int training, double momentum, double eps)
MAKE(binary_cross_entropy_with_logits,
     at::binary_cross_entropy_with_logits(*a, *target, shim_optional(weight), shim_optional(positive), reduction), Handle a, Handle target,
     Handle weight, int64_t reduction, Handle positive)

// The joint norm of all gradients before clipping; negative on error.
SHIM double shim_clip_grad_norm_(const Handle* tensors, int64_t count, double max_norm, double p) {
    double total = -1;
    shim_try([&] {
        std::vector<at::Tensor> gradients, norms;
        for (int64_t i = 0; i < count; i++)
            if (tensors[i]->grad().defined()) gradients.push_back(tensors[i]->grad().detach());
        for (const auto& gradient : gradients) norms.push_back(at::norm(gradient, p));
        double norm = norms.empty() ? 0 : at::norm(at::stack(norms), p).item<double>();
        double scale = max_norm / (norm + 1e-6);
        if (scale < 1)
            for (auto& gradient : gradients) gradient.mul_(scale);
        total = norm;
    });
    return total;
}
