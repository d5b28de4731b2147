"""What to type where the weights or the bias of a layer do not fit."""

from __future__ import annotations

from bpcalc.language.fitting import MisfitError, Operand, many
from bpcalc.language.sizes import Shape
from bpcalc.spec.network import Given
from bpcalc.spec.typed import as_list, as_rows


def layer_help(error: MisfitError, whose: str, given: Given | None, batch: str | None) -> str | None:
    """A remedy in the words of a layer; None where the sizes alone say more."""
    if given is None:
        return None
    if error.operator == "@":
        other = error.right if _is(error.left, whose) else error.left
        return _weights(given, other.value.shape, batch)
    if error.operator == "+" and _is(error.right, whose):
        return _bias(given, error.left.value.shape, batch)
    return None


def _is(operand: Operand, name: str) -> bool:
    return operand.value.op == "name" and operand.value.data == name


def _weights(given: Given, other: Shape, batch: str | None) -> str | None:
    rows, columns = given.array.shape
    needed, inputs = ("rows", other[1]) if batch == "rows" else ("columns", other[0])
    if batch is None and other[1] != 1 and other[1] in (rows, columns):
        return "examples in rows? write batch: rows" + (
            ", and the weights with one row for each input" if other[1] != rows else ""
        )
    if given.flat and batch != "rows":
        row = as_rows(given, turned=True)
        if row and rows == inputs:
            return f"a flat list is a column; for a row write {row}"
    elif (columns if batch == "rows" else rows) == inputs:
        turned = as_rows(given, turned=True)
        return f"turned over they fit: write {turned or 'every column as a row'}"
    one = needed.removesuffix("s")
    return f"the weights need {many(str(inputs), one)}, one for each input" if given.flat else None


def _bias(given: Given, outputs: Shape, batch: str | None) -> str | None:
    needed = outputs[1] if batch == "rows" else outputs[0]
    if given.array.size == needed and not given.flat:
        return f"write the bias as a flat list: {as_list(given) or '[…]'}"
    if batch is not None:
        return f"the bias needs {many(str(needed), 'number')}, one for each output of the layer"
    return None
