// Products of matrices, and the functions of neural networks.
#include "shim.h"

MAKE(matmul, a->matmul(*b), Handle a, Handle b)
MAKE(addmm, a->addmm(*b, *c, beta, alpha), Handle a, Handle b, Handle c, float beta, float alpha)
CHANGE(addmm_, a->addmm_(*b, *c, beta, alpha), Handle a, Handle b, Handle c, float beta, float alpha)

MAKE(dropout, at::dropout(*a, p, training != 0), Handle a, double p, int training)
MAKE(binary_cross_entropy_with_logits,
     at::binary_cross_entropy_with_logits(*a, *target, shim_optional(weight), shim_optional(positive), reduction), Handle a, Handle target,
     Handle weight, int64_t reduction, Handle positive)
MAKE(softplus, at::softplus(*a, beta, threshold), Handle a, double beta, double threshold)
MAKE(layer_norm, at::layer_norm(*a, at::IntArrayRef(sizes, rank), shim_optional(weight), shim_optional(bias), eps), Handle a, const int64_t* sizes,
     int64_t rank, Handle weight, Handle bias, double eps)
MAKE(batch_norm,
     at::batch_norm(*a, shim_optional(weight), shim_optional(bias), shim_optional(mean), shim_optional(variance), training != 0, momentum, eps, false),
     Handle a, Handle mean, Handle variance, Handle weight, Handle bias, int training, double momentum, double eps)
