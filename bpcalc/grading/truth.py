"""What is true of a case, and the forms in which a right answer may be written.

Courses write a gradient as a row, a column or in the shape of its variable, a Jacobian in
numerator or denominator layout, its entries counted by rows or by columns. Each `Form` says
how a table of numbers is read as the true matrix, and what it tells about the writer.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Protocol

import numpy

from bpcalc.errors import InputError, Problem
from bpcalc.grading.method import Worked
from bpcalc.language import arrays, syntax
from bpcalc.language.arrays import Array
from bpcalc.language.indexing import kept
from bpcalc.language.syntax import Syntax
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph


class Shaped(Protocol):
    """What has the shapes of an exercise, as a derivation has."""

    @property
    def graph(self) -> Graph:
        """The quantities."""


class Subject(NamedTuple):
    """What an answer is about: a quantity, or ∂of/∂wrt (`wrt` empty for a quantity).

    `rows` and `columns`: the part that is asked for, as stretches of indices, or None; see
    `indexed_shape` for what they are counted in.
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
    the entries of matrices by "rows" or by "columns", "" where that is the same.
    """

    order: Array
    remark: str
    layout: str = ""
    flat: bool = False
    plain: bool = False
    vec: str = ""


def subject(about: Syntax, found: Shaped) -> Subject:
    """What the key of an answer means. Raises InputError for parts that do not exist."""
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
    natural = natural_shape(whole, found)
    shapes = [natural]
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


def indexed_shape(about: Subject, found: Shaped) -> tuple[int, int]:
    """The shape in which the indices of a part are counted: for a gradient that of its variable,
    `dl/dW[1, 0]`, and only where the part does not fit it the row that the Jacobian is."""
    natural = natural_shape(about, found)
    if about.wrt and shape_of(found, about.of) == (1, 1) and about.rows and about.columns:
        rows, columns = shape_of(found, about.wrt)
        if about.rows[1] <= rows and about.columns[1] <= columns:
            return rows, columns
    return natural


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


def forms(about: Subject, found: Shaped) -> tuple[Form, ...]:
    """Every accepted way to write the answer, each once, the plainest first."""
    once: dict[Hashable, Form] = {}
    for one in _every_form(about, found):
        once.setdefault((one.order.shape, one.order.tobytes(), one.flat, one.layout, one.vec), one)
    return tuple(once.values())


def _every_form(about: Subject, found: Shaped) -> tuple[Form, ...]:
    natural = natural_shape(about, found)
    places: Array = numpy.arange(natural[0] * natural[1])
    if about.rows is not None and about.columns is not None:
        piece = places.reshape(indexed_shape(about, found))[slice(*about.rows), slice(*about.columns)]
        if natural[0] == 1 and about.wrt:  # parts of gradients lie in any way, as gradients do
            return _gradients(piece)
        return _vectors(piece, "") if 1 in piece.shape else (Form(piece, "", plain=True),)
    places = places.reshape(natural)
    if not about.wrt:
        return _vectors(places, "") if 1 in natural else _quantities(places)
    of, wrt = shape_of(found, about.of), shape_of(found, about.wrt)
    if of == (1, 1):
        return _gradients(places.reshape(wrt))
    return _jacobians(places, of, wrt)


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
        found.append(Form(places.T, "transposed: rows and columns are exchanged", "transposed"))
    return tuple(found)


def _gradients(places: Array) -> tuple[Form, ...]:
    """The gradient of a scalar: flat, a row, a column, or in the shape of its variable."""
    found = [Form(places, "", plain=True), *_lists(places, "")]
    if 1 not in places.shape:
        found.append(Form(places.T, "transposed against the shape of the variable", "transposed"))
        found += _lists(places.T, "its entries counted column by column")
    return tuple(found)


def _lists(places: Array, said: str) -> list[Form]:
    """A flat list, a row and a column."""
    return [
        Form(places.reshape(-1, 1), said, flat=True, plain=not said),
        Form(places.reshape(1, -1), said, plain=not said),
        Form(places.reshape(-1, 1), said, plain=not said),
    ]


def _jacobians(places: Array, of: tuple[int, int], wrt: tuple[int, int]) -> tuple[Form, ...]:
    """Numerator or denominator layout, entries by rows or by columns."""
    by_columns = places[_by_columns(of)][:, _by_columns(wrt)]
    if (by_columns == places).all():
        return tuple(_layouts(places, "", ""))
    said = "the entries counted column by column"
    return *_layouts(places, "", "rows"), *_layouts(by_columns, said, "columns")


def _layouts(ordered: Array, said: str, vec: str) -> list[Form]:
    visible = 1 not in ordered.shape  # a row or a column shows no layout, only which way it lies
    found = [Form(ordered, said, "numerator" if visible else "", plain=not said, vec=vec)]
    if not visible:
        found.append(Form(ordered.reshape(-1, 1), said, flat=True, plain=not said, vec=vec))
    both = "in denominator layout" + (f", {said}" if said else "")
    if ordered.size > 1:
        found.append(Form(ordered.T, both, "denominator", vec=vec))
    return found


def _by_columns(shape: tuple[int, int]) -> Array:
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
