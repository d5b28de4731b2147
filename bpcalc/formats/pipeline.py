"""Whether a network is a pipeline of linear layers and activations, as nn.Sequential is one."""

from __future__ import annotations

from bpcalc.formats.script import Export
from bpcalc.language.functions import Function
from bpcalc.language.notation.names import signed_text
from bpcalc.language.syntax import Call, Name
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Expr, leaves, nodes
from bpcalc.records import NamedTuple
from bpcalc.spec.network import INPUT, PARAMETER, TARGET

LOSSES = {"mse": "nn.MSELoss", "mae": "nn.L1Loss", "binary_cross_entropy": "nn.BCELoss"}
"""Losses that are the same in PyTorch, the mean over all entries."""
_PLAIN = ("relu", "leaky_relu", "elu", "gelu", "silu", "softplus", "sigmoid", "tanh", "identity")
_ANY_SHAPE = ("squared_norm", "norm", "mean")


class Layer(NamedTuple):
    """A result and its module. A linear layer has weights, and perhaps a bias."""

    name: str
    module: str
    weights: str = ""
    bias: str = ""


class Pipeline(NamedTuple):
    """`examples`: "rows" or "columns" where they are in the spec, "" for a single column.

    `loss`: the module of a loss that PyTorch has, else "" for a formula.
    """

    input: str
    layers: tuple[Layer, ...]
    examples: str
    loss: str


def pipeline(export: Export) -> Pipeline | None:
    """The layers, or None where the network is anything else."""
    network, graph = export.network, export.solved.graph
    *results, loss = graph.equations or [""]
    inputs = network.names(INPUT)
    if export.of != loss or not export.scalar or len(inputs) != 1 or len(results) < 2:
        return None
    examples = network.batch or ("rows" if _in_rows(export, results[0], inputs[0]) else "")
    if not examples and graph.shape(inputs[0])[1] != 1:
        examples = "columns"
    before, layers = inputs[0], []
    for name in results:
        layer = _layer(export, name, before, examples)
        if layer is None:
            return None
        layers.append(layer)
        before = name
    named = _named_loss(export, loss, before)
    used = {leaf.data for leaf in leaves(graph.equations[loss])}
    weights = [part for layer in layers for part in (layer.weights, layer.bias) if part]
    fits = (
        weights
        and len({*weights}) == len(weights)
        and {*weights} == {*network.names(PARAMETER)}
        and before in used
        and used <= {before, *network.names(TARGET)}
        and not {*network.names(TARGET)} & {*export.derivation.targets}
        and (named or examples == "rows" or all(map(_any_layout, nodes(graph.equations[loss]))))
    )
    return Pipeline(inputs[0], tuple(layers), examples, named) if fits else None


def _in_rows(export: Export, first: str, given: str) -> bool:
    """Whether the first layer is X @ W: then the rows of X are the examples."""
    expr = export.solved.graph.equations[first]
    product = expr.args[0] if expr.op == "add" else expr
    return product.op == "matmul" and product.args[0].op == "name" and product.args[0].data == given


def _layer(export: Export, name: str, before: str, examples: str) -> Layer | None:
    expr = export.solved.graph.equations[name]
    leaf = export.solved.graph.leaf(before)
    if leaf not in leaves(expr):
        return None
    if expr.op == "call" and expr.args == (leaf,):
        module = _activation(expr, examples)
        return Layer(name, module) if module else None
    product, bias = (expr.args[0], expr.args[1]) if expr.op == "add" and len(expr.args) == 2 else (expr, None)
    if product.op != "matmul" or len(product.args) != 2:
        return None
    weights, of = reversed(product.args) if examples == "rows" else product.args
    parameters = export.network.names(PARAMETER)
    if of is not leaf or weights.op != "name" or weights.data not in parameters:
        return None
    out, into = weights.shape[::-1] if examples == "rows" else weights.shape
    added = "" if bias is None else _bias(bias)
    if bias is not None and added not in parameters:
        return None
    return Layer(name, f"nn.Linear({into}, {out}{'' if added else ', bias=False'})", weights.data, added)


def _bias(expr: Expr) -> str:
    """The name of what is added, repeated or turned as it may be."""
    while expr.op in ("broadcast", "T"):
        expr = expr.args[0]
    return str(expr.data) if expr.op == "name" else ""


def _activation(expr: Expr, examples: str) -> str:
    row: Function = expr.data[0]
    settings = expr.data[1]
    if TABLE.get(row.name) is not row or row.code is None:
        return ""
    stated = dict(zip((name for name, _ in row.settings), settings, strict=True))
    if stated.pop("at_zero", 0) != 0:
        return ""  # PyTorch takes 0
    axis = stated.pop("axis", None)
    if row.name in ("softmax", "softargmax", "log_softmax"):
        whole = {"rows": 1, "columns": 0}.get(examples)
        return f"nn.{row.code}(dim=-1)" if axis == whole and stated.get("beta", 1) == 1 else ""
    if row.name not in _PLAIN:
        return ""
    values = [signed_text(value) for name, value in stated.items() if value != dict(row.settings)[name]]
    return f"nn.{row.code}({', '.join(values)})"


def _named_loss(export: Export, loss: str, before: str) -> str:
    """The module of a named loss of the last result and a target of its shape."""
    found = next(equation.tree for equation in export.network.equations if equation.name == loss)
    if not isinstance(found, Call) or found.function not in LOSSES or found.settings:
        return ""
    prediction, *others = found.arguments
    target = others[0] if len(others) == 1 else None
    if not (isinstance(prediction, Name) and prediction.name == before and isinstance(target, Name)):
        return ""
    graph = export.solved.graph
    known = target.name in export.network.names(TARGET)
    return LOSSES[found.function] if known and graph.shape(target.name) == graph.shape(before) else ""


def _any_layout(part: Expr) -> bool:
    """Whether an operation gives the same on a flat or transposed array as on the spec's matrix."""
    if part.op == "call":
        row = part.data[0]
        return row.elementwise or (row.name in _ANY_SHAPE and part.data[1] in ((), (None,)))
    if part.op == "broadcast":
        return part.args[0].shape == SCALAR
    return part.op in ("name", "number", "size", "add", "neg", "mul", "div", "pow") or (
        part.op == "sum" and part.data is None
    )
