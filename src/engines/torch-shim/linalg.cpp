// LAPACK by libtorch. Functions with two results write both handles and say whether it worked.
#include "shim.h"

static void pair(Handle* out, std::tuple<at::Tensor, at::Tensor> both) {
    out[0] = new at::Tensor(std::get<0>(std::move(both)));
    out[1] = new at::Tensor(std::get<1>(std::move(both)));
}

MAKE(cholesky_inverse, at::cholesky_inverse(*a, upper != 0), Handle a, int upper)
CHANGE(cholesky_ex, pair(out, at::linalg_cholesky_ex(*a, false, check != 0)), Handle a, int check, Handle* out)
CHANGE(eigh, pair(out, at::linalg_eigh(*a, lower ? "L" : "U")), Handle a, int lower, Handle* out)
CHANGE(qr, pair(out, at::linalg_qr(*a, "reduced")), Handle a, Handle* out)
