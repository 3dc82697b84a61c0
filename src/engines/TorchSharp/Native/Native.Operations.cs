using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The operations, in the order of the shim's own files.</summary>
internal static unsafe partial class Native
{
    [LibraryImport(Library)] internal static partial nint shim_sqrt(nint a);
    [LibraryImport(Library)] internal static partial nint shim_exp(nint a);
    [LibraryImport(Library)] internal static partial nint shim_log(nint a);
    [LibraryImport(Library)] internal static partial nint shim_tanh(nint a);
    [LibraryImport(Library)] internal static partial nint shim_sigmoid(nint a);
    [LibraryImport(Library)] internal static partial nint shim_relu(nint a);
    [LibraryImport(Library)] internal static partial nint shim_neg(nint a);
    [LibraryImport(Library)] internal static partial nint shim_t(nint a);

    [LibraryImport(Library)] internal static partial int shim_exp_(nint a);

    [LibraryImport(Library)] internal static partial nint shim_lt(nint a, nint b);
    [LibraryImport(Library)] internal static partial nint shim_where(nint condition, nint a, nint b);

    [LibraryImport(Library)] internal static partial nint shim_add(nint a, nint b);
    [LibraryImport(Library)] internal static partial nint shim_sub(nint a, nint b);
    [LibraryImport(Library)] internal static partial nint shim_mul(nint a, nint b);
    [LibraryImport(Library)] internal static partial nint shim_mul_scalar(nint a, Number b);
    [LibraryImport(Library)] internal static partial nint shim_div(nint a, nint b);
    [LibraryImport(Library)] internal static partial nint shim_maximum(nint a, nint b);

    [LibraryImport(Library)] internal static partial int shim_add_(nint a, nint b, Number alpha);
    [LibraryImport(Library)] internal static partial int shim_add_scalar_(nint a, Number b);
    [LibraryImport(Library)] internal static partial int shim_sub_(nint a, nint b);
    [LibraryImport(Library)] internal static partial int shim_mul_scalar_(nint a, Number b);
    [LibraryImport(Library)] internal static partial int shim_div_scalar_(nint a, Number b);
    [LibraryImport(Library)] internal static partial int shim_addcmul_(nint a, nint b, nint c, Number value);
    [LibraryImport(Library)] internal static partial int shim_addcdiv_(nint a, nint b, nint c, Number value);
    [LibraryImport(Library)] internal static partial int shim_copy_(nint a, nint source);

    [LibraryImport(Library)] internal static partial nint shim_reshape(nint a, long* sizes, long rank);
    [LibraryImport(Library)] internal static partial nint shim_permute(nint a, long* order, long rank);
    [LibraryImport(Library)] internal static partial nint shim_transpose(nint a, long dim0, long dim1);
    [LibraryImport(Library)] internal static partial nint shim_flatten(nint a, long start, long end);
    [LibraryImport(Library)] internal static partial nint shim_unsqueeze(nint a, long dim);
    [LibraryImport(Library)] internal static partial nint shim_squeeze(nint a);
    [LibraryImport(Library)] internal static partial nint shim_squeeze_dim(nint a, long dim);
    [LibraryImport(Library)] internal static partial nint shim_narrow(nint a, long dim, long start, long length);
    [LibraryImport(Library)] internal static partial long shim_unbind(nint a, long dim, nint* parts, long capacity);
    [LibraryImport(Library)] internal static partial nint shim_cat(nint* tensors, long count, long dim);
    [LibraryImport(Library)] internal static partial nint shim_stack(nint* tensors, long count, long dim);

    [LibraryImport(Library)] internal static partial nint shim_sum(nint a, int type);
    [LibraryImport(Library)] internal static partial nint shim_sum_dim(nint a, long dim, int keep, int type);
    [LibraryImport(Library)] internal static partial nint shim_mean(nint a);
    [LibraryImport(Library)] internal static partial nint shim_amax(nint a, long* dims, long rank, int keep);
    [LibraryImport(Library)] internal static partial int shim_topk(nint a, long k, long dim, int largest, int sorted, nint* parts);
    [LibraryImport(Library)] internal static partial nint shim_softmax(nint a, long dim);
    [LibraryImport(Library)] internal static partial nint shim_log_softmax(nint a, long dim);
    [LibraryImport(Library)] internal static partial nint shim_logsumexp(nint a, long dim, int keep);

    [LibraryImport(Library)] internal static partial nint shim_index_select(nint a, long dim, nint index);
    [LibraryImport(Library)] internal static partial nint shim_gather(nint a, long dim, nint index);
    [LibraryImport(Library)] internal static partial int shim_scatter_(nint a, long dim, nint index, nint source);
    [LibraryImport(Library)] internal static partial int shim_scatter_add_(nint a, long dim, nint index, nint source);
    [LibraryImport(Library)] internal static partial int shim_index_copy_(nint a, long dim, nint index, nint source);
    [LibraryImport(Library)] internal static partial int shim_index_add_(nint a, long dim, nint index, nint source, Number alpha);

    [LibraryImport(Library)] internal static partial nint shim_matmul(nint a, nint b);
    [LibraryImport(Library)] internal static partial nint shim_addmm(nint a, nint b, nint c, float beta, float alpha);
    [LibraryImport(Library)] internal static partial int shim_addmm_(nint a, nint b, nint c, float beta, float alpha);

    [LibraryImport(Library)] internal static partial nint shim_dropout(nint a, double p, int training);
    [LibraryImport(Library)] internal static partial nint shim_binary_cross_entropy_with_logits(nint a, nint target, nint weight, long reduction, nint positive);
    [LibraryImport(Library)] internal static partial nint shim_softplus(nint a, double beta, double threshold);
    [LibraryImport(Library)] internal static partial nint shim_layer_norm(nint a, long* sizes, long rank, nint weight, nint bias, double eps);
    [LibraryImport(Library)] internal static partial nint shim_batch_norm(nint a, nint mean, nint variance, nint weight, nint bias, int training, double momentum, double eps);

    [LibraryImport(Library)] internal static partial nint shim_cholesky_inverse(nint a, int upper);
    [LibraryImport(Library)] internal static partial int shim_cholesky_ex(nint a, int check, nint* parts);
    [LibraryImport(Library)] internal static partial int shim_eigh(nint a, int lower, nint* parts);
    [LibraryImport(Library)] internal static partial int shim_qr(nint a, nint* parts);
}
