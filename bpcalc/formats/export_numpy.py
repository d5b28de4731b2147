"""A solved case as a NumPy script: the forward pass, and the backward pass line by line."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from bpcalc.calculus.plan import REVERSE, Sum, plan
from bpcalc.formats import script
from bpcalc.formats.script import Export, paragraph, quoted, spelled
from bpcalc.formats.source_values import WIDTH, matrix_source, nested, number_source
from bpcalc.language import simplify, tree
from bpcalc.language.arrays import Array
from bpcalc.language.notation.numpy_code import NumPy
from bpcalc.language.tree import Derivative

LIBRARY = "NumPy"
_CHECK = '''\
def check(name, found, expected):
    """Fails where a value has another shape, or is off by more than one part in a million."""
    found, expected = np.atleast_2d(found), np.atleast_2d(expected)
    assert found.shape == expected.shape, f"{{name}} is {{found.shape}}, not {{expected.shape}}"
    close = np.allclose(found, expected, rtol=1e-6, atol={noise})
    assert close, f"{{name}} is {{found}}, not {{expected}}"'''
_GIVEN = "What is given; a column is an n×1 array."
_PLACES = "Places of entries, counted row by row; -1 stands for a 0."
_SAYS = 'print("All values and gradients agree with the worked solution.")'


def numpy_script(export: Export) -> str:
    """The source of the script. Raises InputError E741 for a function that NumPy lacks."""
    names = script.python_names(export, NumPy)
    code = NumPy(names)
    forward = {
        name: _assigned(names[name], text) for name, text in script.written(export, code, LIBRARY).items()
    }
    backward = list(_backward(export, code, names))
    given = [
        _given(names[name], quantity.value, export, name in code.labels)
        for name, quantity in export.solved.quantities.items()
        if quantity.equation is None
    ]
    texts = (*forward.values(), *backward)
    places = [
        f"{name} = np.array({nested(_rows(index, columns), len(name) + 13)})"
        for name, (index, columns) in code.places.items()
    ]
    return script.assembled(
        (
            script.opening(export, LIBRARY),
            "\n".join((*(f"import {module}" for module in sorted(code.imports)), "import numpy as np")),
        ),
        (*code.helpers.values(), _CHECK.format(noise=script.noise(export))),
        (
            paragraph([_GIVEN], [*script.letters(export, texts, names), *given]),
            paragraph([_PLACES], places),
            paragraph(["Forward pass."], forward.values()),
            paragraph(_explained(export, backward), backward),
            paragraph(["The numbers of the worked solution."], [*_checks(export, names), _SAYS]),
        ),
    )


def _given(name: str, value: Array, export: Export, label: bool) -> str:
    rows = matrix_source(value, export.network.decimals, floating=not label)
    if value.shape == (1, 1):
        return f"{name} = {rows[0][0]}"
    return f"{name} = np.array({nested(rows, len(name) + 13)})"


def _rows(index: tuple[int, ...], columns: int) -> list[list[str]]:
    entries = [str(place) for place in index]
    return [entries[k : k + columns] for k in range(0, len(entries), columns)]


def _assigned(name: str, text: str) -> str:
    return f"{name} = {text}"


# -- the backward pass -----------------------------------------------------------


def _backward(export: Export, code: NumPy, names: Mapping[Hashable, str]) -> Iterator[str]:
    of = export.of
    if of is None:
        return
    planned = plan(export.derivation, REVERSE, export.network.conventions)
    lines = [_line(export, code, names, one) for one in planned.sums]
    reached = {one.result[1] for one in planned.sums}
    for name in export.derivation.targets:
        if name not in reached:
            same = name == of and export.scalar
            zero = "1.0" if same else code.text(simplify.zeros(export.solved.graph.shape(name)))
            why = "" if name == of else f"  # {of} does not depend on it"
            if name != of or export.scalar:
                lines.append(f"{names[Derivative(of, (name,))]} = {zero}{why}")
    if export.scalar:
        yield from lines
    else:
        yield from _row_by_row(export, names, lines)


def _line(export: Export, code: NumPy, names: Mapping[Hashable, str], one: Sum) -> str:
    """The adjoint of a quantity: one product, or the sum over its uses."""
    of, name = one.result
    left = names[Derivative(of, (name,))]
    paths = [path for path in one.paths if not simplify.is_zero(path.formula)]
    if not paths:
        zero = code.text(simplify.zeros(export.solved.graph.shape(name)))
        return f"{left} = {zero}  # what uses it has derivative 0"
    whole = tree.add(*(path.formula for path in paths)) if len(paths) > 1 else paths[0].formula
    joined = spelled(export, code.text, whole, paths[0].via, LIBRARY)
    if len(paths) == 1:
        return f"{left} = {joined}"
    said = f"  # the sum over its {len(paths)} uses"
    if len(left) + len(joined) + len(said) <= WIDTH:
        return f"{left} = {joined}{said}"
    terms = [code.term(path.formula) for path in paths]
    return f"{left} = ({said}\n    " + "\n    + ".join(terms) + "\n)"


def _row_by_row(export: Export, names: Mapping[Hashable, str], lines: list[str]) -> Iterator[str]:
    """A Jacobian has a row for each entry of `of`: the pass is a function, called for each."""
    of = export.of or ""
    seed = names[Derivative(of, (of,))]
    yield f"def backward({seed}):"
    for line in lines:
        yield "    " + line.replace("\n", "\n    ")
    found = ", ".join(
        f"{quoted(name)}: {names[Derivative(of, (name,))]}" for name in export.derivation.targets
    )
    yield f"    return {{{found}}}"
    rows, columns = export.solved.graph.shape(of)
    yield ""
    yield ""
    units = f"np.eye({rows * columns}).reshape(-1, {rows}, {columns})"
    yield f"rows = [backward(unit) for unit in {units}]"
    yield "jacobian = {name: np.array([np.ravel(row[name]) for row in rows]) for name in rows[0]}"


def _explained(export: Export, backward: list[str]) -> list[str]:
    """What stands above the backward pass."""
    of = export.of
    said = [f"Backward pass: d_z stands for d{of}/dz and has the shape of z."]
    if not export.scalar:
        said = [
            f"Backward pass, from the adjoint d_{of} of one entry of {of} to those of what it depends on."
        ]
    if any(sign in line for line in backward for sign in (" > 0)", " >= 0)")):
        slope = number_source(export.network.conventions.relu_slope_at_zero, decimal=False)
        said.append(
            f"A comparison counts as 1 or 0, so it is the derivative of relu; at 0 it is {slope} here."
        )
    return [*said, *script.kinks(export)]


def _checks(export: Export, names: Mapping[Hashable, str]) -> Iterator[str]:
    solved, of = export.solved, export.of
    for name, quantity in solved.quantities.items():
        if quantity.equation is not None:
            yield _check(name, names[name], quantity.value, export)
    for name, value in {**solved.adjoints, **solved.gradients}.items():
        yield _check(f"d{of}/d{name}", names[Derivative(of or "", (name,))], value, export)
    for (_, name), value in solved.totals.items():
        yield _check(f"d{of}/d{name}", f"jacobian[{quoted(name)}]", value, export)


def _check(name: str, found: str, value: Array, export: Export) -> str:
    rows = matrix_source(value, export.network.decimals)
    start = f"check({quoted(name)}, {found}, "
    expected = rows[0][0] if value.shape == (1, 1) else nested(rows, len(start) + 1)
    return f"{start}{expected})"
