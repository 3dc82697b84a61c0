#!/usr/bin/python3
"""Checks exported models with python3-onnx, runs them in numpy and compares with what C# got: check.py CASES.json... [--format CASES.json...]

They are run by onnx's reference evaluator where there is one (1.13), else by operators.py. The files of the cases after --format are checked, but not run.
"""
import json
import sys
from pathlib import Path

try:
    import numpy as np
    import onnx
except ImportError as error:
    sys.exit(f"python: {error}: run `make setup ELSEWHERE=1`, and this program with Debian's /usr/bin/python3")
try:
    from onnx.reference import ReferenceEvaluator
except ImportError:
    from operators import Graph
    EVALUATOR = "operators.py"
else:
    EVALUATOR = "onnx.reference"

    class Graph:
        """The same for onnx's own evaluator."""

        def __init__(self, model):
            self.graph, self.evaluator = model.graph, ReferenceEvaluator(model)

        def run(self, feeds):
            return dict(zip(self.evaluator.output_names, self.evaluator.run(None, feeds)))

TYPES = {"int64": np.int64, "float32": np.float32, "string": object}


def check_format(path):
    """The checker with all it has, and shapes inferred anew: those of the outputs are to be what the file says."""
    model = onnx.load(str(path))
    onnx.checker.check_model(model, full_check=True)
    stripped = onnx.ModelProto()
    stripped.CopyFrom(model)
    for output in stripped.graph.output:
        output.type.tensor_type.ClearField("shape")
    inferred = onnx.shape_inference.infer_shapes(stripped, check_type=True, strict_mode=True, data_prop=True)
    for said, found in zip(model.graph.output, inferred.graph.output):
        if said.type.tensor_type.elem_type != found.type.tensor_type.elem_type:
            raise ValueError(f"{path.name}: the type of {said.name} is inferred to be another")
        if not found.type.tensor_type.HasField("shape"):
            raise ValueError(f"{path.name}: no shape can be inferred for {said.name}")
        one, other = said.type.tensor_type.shape.dim, found.type.tensor_type.shape.dim
        if len(one) != len(other) or any(a.dim_value != b.dim_value for a, b in zip(one, other) if a.dim_value and b.dim_value):
            raise ValueError(f"{path.name}: {said.name} is said to be {shown(one)} and inferred to be {shown(other)}")
    return model


def shown(dims):
    return [dim.dim_value or dim.dim_param or "?" for dim in dims]


def feeds_of(tensors):
    return {t["name"]: np.array(t["values"], TYPES[t["type"]]).reshape(t["dims"]) for t in tensors}


def difference(expected, actual, scale):
    """Relative to the larger of the expected number and the scale; infinite where one of both is not a number."""
    expected = np.asarray(expected, np.float32).astype(np.float64)
    off = np.abs(expected - actual) / np.maximum(scale, np.abs(expected))
    return np.nan_to_num(np.where(expected == actual, 0, off), nan=np.inf)


def compare_run(graph, run, where, tolerance):
    outputs = graph.run(feeds_of(run["feeds"]))
    worst = 0.0
    for expected in run["outputs"]:
        name, actual = expected["name"], outputs[expected["name"]]
        if list(actual.shape) != expected["dims"]:
            raise ValueError(f"{where}: {name} has shape {list(actual.shape)} where {expected['dims']} is expected")
        if expected["type"] == "float32":
            off = difference(expected["values"], actual.ravel(), expected.get("scale", 1))
        else:
            off = np.where(np.array(expected["values"], TYPES[expected["type"]]) == actual.ravel(), 0, np.inf)
        for i in np.flatnonzero(off > tolerance)[:1]:
            raise ValueError(f"{where}: {name}[{i}] is {actual.ravel()[i]} where {expected['values'][i]} is expected")
        worst = max(worst, off.max(initial=0))
    return worst


def scores_of(graphs, case, count):
    """Scores of the whole catalogue: of a ranker, or the products of a user's vector with those of all items."""
    feeds, items = feeds_of(case["feeds"]), np.arange(count)
    first = lambda name, given: graphs[name].run(given)[graphs[name].graph.output[0].name]
    if "model" in graphs:
        return first("model", feeds | {"items": items[None]})[0]
    return first("item", {"items": items}) @ first("user", feeds)[0]


def compare_list(case, scores, cases):
    """Whether the first items are the same, and how far their scores are off; more than a tie within the tolerance is an error."""
    # As float32, so that what ties there ties here.
    scores = scores.astype(np.float32)
    rest = np.setdiff1d(np.arange(len(scores)), case["seen"])
    best = rest[np.argsort(-scores[rest], kind="stable")][:len(case["items"])]
    expected = [cases["index"][item] for item in case["items"]]
    if len(best) != len(expected):
        raise ValueError(f"list of {case['what']}: {len(best)} items where {len(expected)} are expected")
    off = np.maximum(difference(case["scores"], scores[best], case["scale"]), difference(case["scores"], scores[expected], case["scale"]))
    for place in np.flatnonzero(off > cases["tolerance"])[:1]:
        raise ValueError(
            f"list of {case['what']}: place {place + 1} has item {cases['items'][best[place]]} ({scores[best[place]]}) where {case['items'][place]} ({case['scores'][place]}) is expected")
    return list(best) == expected, off.max(initial=0)


def compare_model(model, cases, folder, running):
    files = {graph["name"]: check_format(folder / graph["file"]) for graph in model["graphs"]}
    if not running:
        return "checked, not run"
    graphs = {name: Graph(file) for name, file in files.items()}
    worst, equal = 0.0, 0
    for graph in model["graphs"]:
        for run in graph["runs"]:
            worst = max(worst, compare_run(graphs[graph["name"]], run, f"{graph['name']}, {run['what']}", cases["tolerance"]))
    for case in model["lists"]:
        same, off = compare_list(case, scores_of(graphs, case, len(cases["items"])), cases)
        equal, worst = equal + same, max(worst, off)
    lists = f", {equal} of {len(model['lists'])} lists equal item by item" if model["lists"] else ""
    return f"checked, largest difference {worst:.1e}{lists}"


def main(paths):
    split = paths.index("--format") if "--format" in paths else len(paths)
    files = [(Path(path), True) for path in paths[:split]] + [(Path(path), False) for path in paths[split + 1:]]
    if not files:
        sys.exit("python: which case file? check.py CASES.json... [--format CASES.json...]")
    print(f"onnx {onnx.__version__} ({EVALUATOR}) and numpy {np.__version__} in Python {sys.version.split()[0]}")
    models = passed = 0
    for path, running in files:
        if not path.exists():
            sys.exit(f"python: {path} is missing: run `bin/onnxrecs cases` first")
        try:
            cases = json.loads(path.read_text("utf-8"))
        except json.JSONDecodeError as error:
            sys.exit(f"python: {path} is no JSON: {error}")
        if cases["format"] != 1:
            sys.exit(f"python: {path} has format {cases['format']} where 1 is expected")
        cases["index"] = {item: i for i, item in enumerate(cases["items"])}
        for model in cases["models"]:
            models += 1
            try:
                print(f"{model['name']:<24}{compare_model(model, cases, path.parent, running)}")
                passed += 1
            except (ValueError, IndexError, RuntimeError, OSError, onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
                print(f"{model['name']:<24}FAILED: {error}")
    print(f"python: {models} models, {passed} passed, {models - passed} failed")
    sys.exit(0 if passed == models else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
