"""The operators of exported models in numpy, as the ONNX specification (opset 17) defines them.

Plain on purpose, and in double precision: what differs from a runtime is the runtime's rounding. Only what the models use is here; anything
else is refused by name. From version 1.13 on python3-onnx has a reference evaluator of its own, which check.py takes instead; Debian 12 has 1.12.
"""
import numpy as np
from onnx import TensorProto, helper, numpy_helper


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def layer_normalization(x, scale, bias, axis=-1, epsilon=1e-5):
    axes = tuple(range(axis % x.ndim, x.ndim))
    return (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + epsilon) * scale + bias


def gru(x, w, r, b, hidden_size, linear_before_reset=0):
    """x [L, B, I], w [1, 3H, I], r [1, 3H, H], b [1, 6H], gates in the order z, r, h -> all states [L, 1, B, H]."""
    if not linear_before_reset:
        raise NotImplementedError("GRU without linear_before_reset")
    wb, rb = np.split(b[0], 2)
    state, states = np.zeros((x.shape[1], hidden_size)), []
    for step in x:
        wz, wr, wh = np.split(step @ w[0].T + wb, 3, axis=1)
        rz, rr, rh = np.split(state @ r[0].T + rb, 3, axis=1)
        z, reset = sigmoid(wz + rz), sigmoid(wr + rr)
        state = (1 - z) * np.tanh(wh + reset * rh) + z * state
        states.append(state)
    return np.stack(states)[:, None]


def gather_nd(data, indices, batch_dims=0):
    if batch_dims == 0:
        return data[tuple(np.moveaxis(indices, -1, 0))]
    return np.stack([gather_nd(d, i, batch_dims - 1) for d, i in zip(data, indices)])


def scatter_elements(data, indices, updates, axis=0, reduction=b"none"):
    result = data.copy()
    at = list(np.indices(indices.shape))
    at[axis] = indices
    if reduction == b"none":
        result[tuple(at)] = updates
    elif reduction == b"add":
        np.add.at(result, tuple(at), updates)
    else:
        raise NotImplementedError(f"ScatterElements with reduction {reduction.decode()}")
    return result


def slice_(data, starts, ends, axes=None, steps=None):
    at = [slice(None)] * data.ndim
    for i, axis in enumerate(range(len(starts)) if axes is None else axes):
        at[axis] = slice(starts[i], ends[i], 1 if steps is None else steps[i])
    return data[tuple(at)]


def along(values, axis, ndim):
    """One value for each place of an axis, to be combined with a tensor of so many axes; a single one with any."""
    return values if values.ndim == 0 else values.reshape([-1 if i == axis % ndim else 1 for i in range(ndim)])


def dequantize_linear(x, scale, zero=None, axis=1):
    return (x if zero is None else x.astype(np.int64) - along(zero, axis, x.ndim)) * along(scale, axis, x.ndim)


def dynamic_quantize_linear(x):
    """In float32 as the specification has it: in double precision more numbers would be rounded to the other side."""
    x = x.astype(np.float32)
    low, high = np.minimum(x.min(), 0), np.maximum(x.max(), 0)
    scale = (high - low) / np.float32(255) if high > low else np.float32(1)
    zero = np.clip(np.rint(-low / scale), 0, 255)
    return np.clip(np.rint(x / scale) + zero, 0, 255).astype(np.uint8), np.float64(scale), zero.astype(np.uint8)


def matmul_integer(a, b, a_zero=0, b_zero=0):
    """With one zero point for each factor."""
    return np.matmul(a.astype(np.int32) - np.int32(a_zero), b.astype(np.int32) - np.int32(b_zero))


def top_k(x, k, axis=-1):
    """Largest first, equal ones by the lower index."""
    indices = np.take(np.argsort(-x, axis=axis, kind="stable"), range(int(k[0])), axis=axis)
    return np.take_along_axis(x, indices, axis), indices


def reshape(x, shape):
    return x.reshape([x.shape[i] if size == 0 else size for i, size in enumerate(shape)])


def squeeze(x, axes=None):
    return x.squeeze(None if axes is None else tuple(axes))


def unsqueeze(x, axes):
    return np.expand_dims(x, tuple(axes))


def reduce_sum(x, axes=None, keepdims=1):
    return x.sum(None if axes is None else tuple(axes), keepdims=bool(keepdims))


def reduce_max(x, axes=None, keepdims=1):
    return x.max(None if axes is None else tuple(axes), keepdims=bool(keepdims))


OPERATORS = {
    "Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Div": np.divide, "Max": np.maximum, "MatMul": np.matmul, "Less": np.less, "Where": np.where,
    "Sqrt": np.sqrt, "Tanh": np.tanh, "Sigmoid": sigmoid, "Relu": lambda x: np.maximum(x, 0), "Softmax": softmax, "Identity": lambda x: x,
    "LayerNormalization": layer_normalization, "GRU": gru,
    "DequantizeLinear": dequantize_linear, "DynamicQuantizeLinear": dynamic_quantize_linear, "MatMulInteger": matmul_integer,
    "Cast": lambda x, to: x.astype({TensorProto.FLOAT: np.float64, TensorProto.INT64: np.int64, TensorProto.BOOL: bool}[to]),
    "Shape": lambda x: np.array(x.shape, np.int64), "Range": np.arange, "Concat": lambda *parts, axis: np.concatenate(parts, axis),
    "Reshape": reshape, "Squeeze": squeeze, "Unsqueeze": unsqueeze, "Transpose": lambda x, perm=None: x.transpose(perm),
    "Expand": lambda x, shape: x * np.ones(shape, x.dtype),
    "Gather": lambda x, indices, axis=0: np.take(x, indices, axis), "GatherElements": lambda x, indices, axis=0: np.take_along_axis(x, indices, axis),
    "GatherND": gather_nd, "ScatterElements": scatter_elements, "Slice": slice_, "TopK": top_k, "ReduceSum": reduce_sum, "ReduceMax": reduce_max,
}


def wide(values):
    return values.astype(np.float64) if values.dtype == np.float32 else values


class Graph:
    """A model whose weights are read once."""

    def __init__(self, model):
        self.graph = model.graph
        missing = sorted({node.op_type for node in model.graph.node} - OPERATORS.keys())
        if missing:
            raise NotImplementedError(f"no {', '.join(missing)} in operators.py")
        self.weights = {weight.name: wide(numpy_helper.to_array(weight)) for weight in model.graph.initializer}
        self.attributes = [{a.name: helper.get_attribute_value(a) for a in node.attribute} for node in model.graph.node]

    def run(self, feeds):
        """All outputs by name."""
        values = self.weights | feeds
        for node, attributes in zip(self.graph.node, self.attributes):
            result = OPERATORS[node.op_type](*[values[name] for name in node.input], **attributes)
            values.update(zip(node.output, result if isinstance(result, tuple) else (result,)))
        return {output.name: values[output.name] for output in self.graph.output}
