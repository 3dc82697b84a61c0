// LAPACK by libtorch.
#include "shim.h"

MAKE(cholesky_inverse, at::cholesky_inverse(*a, upper != 0), Handle a, int upper)
CHANGE(cholesky_ex, shim_pair(out, at::linalg_cholesky_ex(*a, false, check != 0)), Handle a, int check, Handle* out)
CHANGE(eigh, shim_pair(out, at::linalg_eigh(*a, lower ? "L" : "U")), Handle a, int lower, Handle* out)
CHANGE(qr, shim_pair(out, at::linalg_qr(*a, "reduced")), Handle a, Handle* out)
