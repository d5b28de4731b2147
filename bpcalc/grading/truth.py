"""What is true of a case, and the forms in which a right answer may be written.

Courses write a gradient as a row, a column or in the shape of its variable, a Jacobian in
numerator or denominator layout, its entries counted by rows or by columns. Each `Form` says
how a table of numbers is read as the true matrix, and what it tells about the writer. Truth is
in numerator layout, by rows; the conventions of the exercise decide which form is the plain one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Protocol

import numpy

from bpcalc.errors import InputError, Problem
from bpcalc.grading.method import Worked
from bpcalc.language import arrays, syntax
from bpcalc.language.arrays import Array
from bpcalc.language.indexing import kept
from bpcalc.language.syntax import Syntax
from bpcalc.records import NamedTuple
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.graph import Graph

VEC = {"rows": "row by row", "columns": "column by column"}
"""How the entries of a matrix may be counted, in words."""


class Shaped(Protocol):
    """What has the shapes of an exercise, as a derivation has."""

    @property
    def graph(self) -> Graph:
        """The quantities."""


class Subject(NamedTuple):
    """What an answer is about: a quantity, or ∂of/∂wrt (`wrt` empty for a quantity).

    `rows` and `columns`: the part that is asked for, as stretches of indices, or None; they are
    counted as the page shows the whole, see `_shown`.
    """

    of: str
    wrt: str = ""
    rows: tuple[int, int] | None = None
    columns: tuple[int, int] | None = None

    @property
    def whole(self) -> Subject:
        """The same without the part."""
        return Subject(self.of, self.wrt)


def is_second(about: Syntax | None) -> bool:
    """Whether an answer is a second derivative, `d2f/dx/dx`."""
    base = about.base if isinstance(about, syntax.Index) else about
    return isinstance(base, syntax.Partial) and len(base.wrt) > 1


class Form(NamedTuple):
    """One way to write a true value: an index for each entry of the table that is written.

    `order[i, j]` is the place, in the true matrix counted row by row, of what stands at
    [i, j]. `remark`: what is worth saying. `layout`: "numerator", "denominator" or "" where
    the form does not show it. `plain`: as the exercise writes it. `vec`: whether a Jacobian counts
    the entries of matrices by "rows" or by "columns", "" where that is the same. `other`: the
    convention that it shows and the exercise does not have.
    """

    order: Array
    remark: str
    layout: str = ""
    flat: bool = False
    plain: bool = False
    vec: str = ""
    other: str = ""


def subject(about: Syntax, found: Shaped, usual: Conventions) -> Subject:
    """What the key of an answer means; `usual`: the conventions of the exercise. Raises InputError
    for parts that do not exist."""
    base = about.base if isinstance(about, syntax.Index) else about
    match base:
        case syntax.Name(name=name):
            whole = Subject(name)
        case syntax.Partial(of=of, wrt=(wrt,)):
            whole = Subject(of, wrt)
        case _:
            raise InputError(
                Problem(
                    "E708", "second derivatives are not checked here", help="bpcalc hessian works them out"
                )
            )
    if not isinstance(about, syntax.Index):
        return whole
    shapes = [shown_shape(whole, found, usual)]
    if whole.wrt and shape_of(found, whole.of) == (1, 1):
        shapes.insert(0, shape_of(found, whole.wrt))
        if len(about.items) == 1 and 1 not in shapes[0]:
            shapes.pop()  # an entry of the flat gradient, or a row of the matrix: nobody can know
    return part_in(whole, about, shapes)


def part_in(whole: Subject, about: syntax.Index, shapes: Sequence[tuple[int, int]]) -> Subject:
    """The part in the first of the shapes in which there is one. Raises InputError."""
    items = about.items
    refused: InputError | None = None
    for rows, columns in shapes:
        try:
            if len(items) == 2:
                return whole._replace(rows=_stretch(items[0], rows), columns=_stretch(items[1], columns))
            if columns == 1:
                return whole._replace(rows=_stretch(items[0], rows), columns=(0, 1))
            if rows == 1:
                return whole._replace(rows=(0, 1), columns=_stretch(items[0], columns))
        except InputError as error:
            refused = refused or error
    if refused is not None:
        raise refused
    raise InputError(Problem("E313", "this part needs two indices", span=about.span, help="write [0, 0:2]"))


def _stretch(item: Syntax | syntax.Slice, n: int) -> tuple[int, int]:
    start, stop = kept(item, n, {})
    assert isinstance(start, int)
    assert isinstance(stop, int)
    return start, stop


def natural_shape(whole: Subject, found: Shaped) -> tuple[int, int]:
    """The shape of the value: the quantity's own, or entries × entries."""
    rows, columns = shape_of(found, whole.of)
    if not whole.wrt:
        return rows, columns
    r, c = shape_of(found, whole.wrt)
    return rows * columns, r * c


def shown_shape(whole: Subject, found: Shaped, usual: Conventions) -> tuple[int, int]:
    """The same as the exercise lays it out: a Jacobian in denominator layout is turned."""
    rows, columns = natural_shape(whole, found)
    return (columns, rows) if whole.wrt and usual.layout == "denominator" else (rows, columns)


def _shown(places: Array, about: Subject, found: Shaped, usual: Conventions) -> Array:
    """The places as the page shows them, in which the indices of a part are counted: for a gradient
    in the shape of its variable, `dl/dW[1, 0]`, and only where the part does not fit it as the row
    that the Jacobian is."""
    if not about.wrt:
        return places
    of, wrt = shape_of(found, about.of), shape_of(found, about.wrt)
    ends = (about.rows or (0, 0))[1], (about.columns or (0, 0))[1]
    if of == (1, 1) and ends[0] <= wrt[0] and ends[1] <= wrt[1]:
        return places.reshape(wrt)
    if usual.vec == "columns":
        places = by_columns(places, of, wrt)
    return places.T if usual.layout == "denominator" else places


def shape_of(found: Shaped, name: str) -> tuple[int, int]:
    """The shape of a quantity that has a value."""
    rows, columns = found.graph.shape(name)
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    return rows, columns


def true_value(about: Subject, worked: Worked) -> Array:
    """The value in natural shape: a quantity as it is, a derivative as a Jacobian."""
    if not about.wrt:
        return worked.quantity(about.of)
    stack = worked.derivative(about.wrt)
    return stack.reshape(stack.shape[0], -1)


def forms(about: Subject, found: Shaped, usual: Conventions) -> tuple[Form, ...]:
    """Every accepted way to write the answer, each once, the plainest first. `usual`: the conventions
    of the exercise."""
    once: dict[Hashable, Form] = {}
    for one in _every_form(about, found, usual):
        once.setdefault((one.order.shape, one.order.tobytes(), one.flat, one.layout, one.vec), one)
    return tuple(once.values())


def _every_form(about: Subject, found: Shaped, usual: Conventions) -> tuple[Form, ...]:
    natural = natural_shape(about, found)
    places: Array = numpy.arange(natural[0] * natural[1]).reshape(natural)
    if about.rows is not None and about.columns is not None:
        piece = _shown(places, about, found, usual)[slice(*about.rows), slice(*about.columns)]
        if natural[0] == 1 and about.wrt:  # parts of gradients lie in any way, as gradients do
            return _gradients(piece, usual)
        return _vectors(piece, "") if 1 in piece.shape else (Form(piece, "", plain=True),)
    if not about.wrt:
        return _vectors(places, "") if 1 in natural else _quantities(places)
    of, wrt = shape_of(found, about.of), shape_of(found, about.wrt)
    if of == (1, 1):
        return _gradients(places.reshape(wrt), usual)
    return jacobian_forms(places, of, wrt, usual)


def _vectors(places: Array, remark: str) -> tuple[Form, ...]:
    """A vector: flat, as it is, or turned."""
    column = places.reshape(-1, 1)
    turned = "a row where a column is meant" if places.shape[1] == 1 else "a column where a row is meant"
    found = [Form(column, remark, flat=True, plain=not remark), Form(places, remark, plain=not remark)]
    if places.size > 1:
        found.append(Form(places.T, remark or turned))
    return tuple(found)


def _quantities(places: Array) -> tuple[Form, ...]:
    """A matrix as it is; turned only where the shape shows it."""
    found = [Form(places, "", plain=True)]
    if places.shape[0] != places.shape[1]:
        said = "transposed: rows and columns are exchanged"
        found.append(Form(places.T, said, "transposed", other="transposed"))
    return tuple(found)


def _gradients(places: Array, usual: Conventions) -> tuple[Form, ...]:
    """The gradient of a scalar: flat, a row, a column, or in the shape of its variable."""
    found = [Form(places, "", plain=True)]
    if 1 in places.shape:
        return *found, *_lists(places, "")
    counted = {"rows": places, "columns": places.T}
    other = "columns" if usual.vec == "rows" else "rows"
    said = "transposed against the shape of the variable"
    return (
        *found,
        *_lists(counted[usual.vec], ""),
        Form(places.T, said, "transposed", other="transposed"),
        *_lists(counted[other], f"its entries counted {VEC[other]}"),
    )


def _lists(places: Array, said: str) -> list[Form]:
    """A flat list, a row and a column."""
    return [
        Form(places.reshape(-1, 1), said, flat=True, plain=not said),
        Form(places.reshape(1, -1), said, plain=not said),
        Form(places.reshape(-1, 1), said, plain=not said),
    ]


def jacobian_forms(
    places: Array, of: tuple[int, int], wrt: tuple[int, int], usual: Conventions
) -> tuple[Form, ...]:
    """Numerator or denominator layout, entries by rows or by columns; those of the exercise first."""
    counted = {"rows": places, "columns": by_columns(places, of, wrt)}
    if (counted["columns"] == places).all():
        return tuple(_layouts(places, "", usual, ""))
    own = usual.vec
    other = "columns" if own == "rows" else "rows"
    return (
        *_layouts(counted[own], own, usual, ""),
        *_layouts(counted[other], other, usual, f"the entries counted {VEC[other]}"),
    )


def _layouts(ordered: Array, vec: str, usual: Conventions, said: str) -> Iterator[Form]:
    """`said`: what there is to say of the order of the entries."""
    visible = 1 not in ordered.shape  # a row or a column shows no layout, only which way it lies
    table, turned = (ordered, ordered.T) if usual.layout == "numerator" else (ordered.T, ordered)
    seen = vec if said and visible else ""
    yield Form(table, said, usual.layout if visible else "", plain=not said, vec=vec, other=seen)
    if not visible:
        yield Form(ordered.reshape(-1, 1), said, flat=True, plain=not said, vec=vec)
    other = "denominator" if usual.layout == "numerator" else "numerator"
    both = f"in {other} layout" + (f", {said}" if said else "")
    yield Form(turned, both, other, vec=vec, other=other)


def by_columns(matrix: Array, of: tuple[int, int], wrt: tuple[int, int]) -> Array:
    """A Jacobian by rows as one by columns."""
    counted: Array = matrix[_columns_first(of)][:, _columns_first(wrt)]
    return counted


def _columns_first(shape: tuple[int, int]) -> Array:
    """The places of a matrix's entries, column by column."""
    order: Array = numpy.arange(shape[0] * shape[1]).reshape(shape).T.ravel()
    return order


def as_written(form: Form, true: Array) -> Array:
    """The true entries in the places of a form."""
    written: Array = true.reshape(-1)[form.order]
    return written


def as_stated(form: Form, written: Array, natural: tuple[int, int]) -> Array:
    """The inverse of `as_written`: a table of a form as the matrix in natural shape."""
    result = numpy.empty(natural[0] * natural[1], dtype=written.dtype)
    result[form.order.reshape(-1)] = written.reshape(-1)
    return result.reshape(natural)


def same(a: Array, b: Array) -> bool:
    """Whether two values cannot be told apart. What is not finite is no value."""
    if arrays.is_exact(a) and arrays.is_exact(b):
        return bool((a == b).all())
    x, y = arrays.as_float(a), arrays.as_float(b)
    if not (numpy.isfinite(x).all() and numpy.isfinite(y).all()):
        return False
    scale = max(float(numpy.abs(x).max()), float(numpy.abs(y).max()), 1e-300)
    return bool((numpy.abs(x - y) <= 1e-9 * scale).all())
