"""One entry of a formula or of a Jacobian, at places given by numbers or by letters.

(σ(s))ᵢ is σ(sᵢ), (p pᵀ)ᵢⱼ is pᵢ·pⱼ, Iᵢⱼ is δᵢⱼ. A Jacobian's entry follows from its map, atom
by atom, as far as no sum over an index is left.
"""

from __future__ import annotations

from collections.abc import Container

from bpcalc.language import simplify, tree
from bpcalc.language.maps import Chain, Col, Dense, Diag, Kron, Map, Reshape, Row, Swap
from bpcalc.language.simplify import ONE, ZERO, over, plus, times
from bpcalc.language.sizes import Shape, Size, letter
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.records import NamedTuple

Place = tuple[Size, Size]
LETTERS = "ijkr"  # l is drawn as ℓ
SUMMED = 4
"""Longer sums over an index stay products of a row and a column."""


class Entry(NamedTuple):
    """An entry of a Jacobian: the letters of output and input, and its formula."""

    rows: str
    columns: str
    formula: Expr


def entry_of(m: Map, taken: Container[str] = ()) -> Entry | None:
    """The entry of a map in letters that are not `taken`, or None where it is no closed formula.

    Nor is it one where rows have formulas of their own: `5·δ[0, j] + cos(x[1])·δ[1, j]`.
    """
    free = "".join(letter for letter in LETTERS if letter not in taken)
    rows, left = _letters(m.after, free)
    columns, _ = _letters(m.before, left)
    if len(rows + columns) < sum(n != 1 for n in (*m.after, *m.before)):
        return None
    found = entry_at(m, _place(m.after, rows), _place(m.before, columns))
    if found is None or any(_is_of_one_row(part) for part in tree.nodes(found)):
        return None
    return Entry(rows, columns, in_cases(found))


def _is_of_one_row(part: Expr) -> bool:
    """Whether a place is compared with a number, or a stack of different parts is asked for it."""
    if _is_delta(part):
        return any(isinstance(place, int) for place, _ in part.data)
    return part.op == "slice" and part.args[0].op == "stack"


def _letters(shape: Shape, free: str) -> tuple[str, str]:
    """A letter for each direction with more than one entry, and the letters that are left."""
    count = sum(n != 1 for n in shape)
    return free[:count], free[count:]


def _place(shape: Shape, letters: str) -> Place:
    waiting = iter(letters)
    rows, columns = (0 if n == 1 else letter(next(waiting)) for n in shape)
    return rows, columns


# -- maps ------------------------------------------------------------------------------


def entry_at(m: Map, out: Place, into: Place) -> Expr | None:
    """∂Y[out] / ∂X[into]."""
    terms: list[Expr] = []
    for factor, chain in m.terms:
        found = _of_chain(chain, out, into)
        if found is None:
            return None
        terms.append(times(factor, found))
    if sum(_has_delta(term) for term in terms) and len(terms) > 1:
        kept = [term for term in terms if not simplify.is_zero(term)]
        return tree.add(*kept) if len(kept) > 1 else kept[0] if kept else ZERO
    return plus(ZERO, *terms)


def _has_delta(formula: Expr) -> bool:
    return any(_is_delta(part) for part in tree.nodes(formula))


def _of_chain(chain: Chain, out: Place, into: Place) -> Expr | None:
    """What a chain does to the unit matrix at `into`, at the entry `out`."""
    if not chain:
        return times(delta(out[0], into[0]), delta(out[1], into[1]))
    first, last = chain[0], chain[-1]
    match first:
        case Diag(v):
            rest = _of_chain(chain[1:], out, into)
            return None if rest is None else times(rest, at(v, *out))
        case Col(a):
            rest = _of_chain(chain[1:], (0, 0), into)
            return None if rest is None else times(at(a, *out), rest)
        case Swap():
            return _of_chain(chain[1:], (out[1], out[0]), into)
    match last:
        case Diag(v):
            rest = _of_chain(chain[:-1], out, into)
            return None if rest is None else times(rest, at(v, *into))
        case Row(a):
            rest = _of_chain(chain[:-1], out, (0, 0))
            return None if rest is None else times(rest, at(a, *into))
        case Kron(a, b) if len(chain) == 1:
            return times(at(a, out[0], into[0]), at(b, out[1], into[1]))
        case Dense(j, before, after) if len(chain) == 1 and before[1] == 1 and after[1] == 1:
            return at(j, out[0], into[0])
        case Reshape(before, after) if len(chain) == 1 and 1 in before and 1 in after:
            return delta(out[0] + out[1], into[0] + into[1])
    return None


# -- formulas ----------------------------------------------------------------------------


def delta(i: Size, j: Size) -> Expr:
    """δᵢⱼ: 1 where i = j, else 0."""
    if i == j:
        return ONE
    if isinstance(i, int) and isinstance(j, int):
        return ZERO
    return tree.node("slice", (tree.name("delta", (LARGE, LARGE)),), ((i, i + 1), (j, j + 1)))


LARGE = letter("N")
"""The size of the identity that δ stands for; it is never printed."""


def at(a: Expr, i: Size, j: Size) -> Expr:
    """A[i, j], moved to the names in A."""
    if a.shape == SCALAR:
        return a
    match a.op:
        case "ones":
            return ONE
        case "zeros":
            return ZERO
        case "eye":
            return delta(i, j)
        case "select":
            return delta(i + a.data[0], j)
        case "T":
            return at(a.args[0], j, i)
        case "add":
            return plus(*(at(arg, i, j) for arg in a.args))
        case "neg":
            return times(tree.number(-1), at(a.args[0], i, j))
        case "mul":
            return times(*(at(arg, i, j) for arg in a.args))
        case "div":
            return over(at(a.args[0], i, j), at(a.args[1], i, j))
        case "pow":
            return tree.power(at(a.args[0], i, j), at(a.args[1], i, j))
        case "broadcast":
            inner = a.args[0].shape
            return at(a.args[0], i if inner[0] != 1 else 0, j if inner[1] != 1 else 0)
        case "diag":
            v = a.args[0]
            if 1 in v.shape:
                return times(delta(i, j), at(v, i, 0) if v.shape[1] == 1 else at(v, 0, i))
        case "matmul" if a.args[0].shape[1] == 1:
            rest = simplify.product(*a.args[1:])
            return times(at(a.args[0], i, 0), at(rest, 0, j))
        case "matmul" if a.args[-1].shape[0] == 1:
            first = simplify.product(*a.args[:-1])
            return times(at(first, i, 0), at(a.args[-1], 0, j))
        case "matmul" if all(arg.op == "T" for arg in a.args):
            return at(simplify.transposed(a), j, i)
        case "matmul" if isinstance(i, int) and isinstance(j, int):
            found = _summed_up(a, i, j)
            if found is not None:
                return found
        case "stack":
            found = _of_stack(a, i, j)
            if found is not None:
                return found
        case "slice":
            (r0, _), (c0, _) = a.data
            return at(a.args[0], i + r0, j + c0)
        case "call" if a.data[0].elementwise:
            return tree.call(a.data[0], tuple(at(arg, i, j) for arg in a.args), a.data[1], SCALAR)
    return tree.part(a, (i, i + 1), (j, j + 1))


def _of_stack(a: Expr, i: Size, j: Size) -> Expr | None:
    """The entry of the part in which it lies, where that is known."""
    left = (i, j)[a.data]
    for arg in a.args:
        many = arg.shape[a.data]
        if not isinstance(left, int) or not isinstance(many, int):
            return None
        if left < many:
            return at(arg, i, left) if a.data else at(arg, left, j)
        left -= many
    return None


def _summed_up(a: Expr, i: int, j: int) -> Expr | None:
    """(A B)[i, j] as Σ A[i, k]·B[k, j], where few terms are left of it; else None."""
    first, rest = a.args[0], simplify.product(*a.args[1:])
    many = first.shape[1]
    if not isinstance(many, int) or many > SUMMED or len(a.args) > SUMMED:
        return None
    terms = [times(at(first, i, k), at(rest, k, j)) for k in range(many)]
    return plus(ZERO, *terms)


# -- cases -------------------------------------------------------------------------------


def in_cases(formula: Expr) -> Expr:
    """A product with δ, a one-hot or relu' in it by cases: `3 if i = j and sᵢ > 0, else 0`.

    Sums keep their δ: `δᵢⱼ·pᵢ − pᵢ·pⱼ`.
    """
    conditions: list[Expr] = []
    rest = formula
    if formula.op != "add":
        parts = simplify.split(formula)
        chosen = [factor for factor in parts.above if _is_delta(factor) or _is_hit(factor)]
        conditions = [_equal(factor) if _is_delta(factor) else _hit(factor) for factor in chosen]
        rest = simplify.joined(
            parts._replace(above=tuple(factor for factor in parts.above if factor not in chosen))
        )
    slopes = {part for part in tree.nodes(rest) if _is_slope(part)}
    if len(slopes) == 1 and not _has_delta(rest):
        (slope,) = slopes
        on = simplify.tidied(rest, exchange={slope: ONE})
        off = simplify.tidied(rest, exchange={slope: ZERO})
        test = _positive(slope)
        if off is ZERO:
            return cases((on, _all([*conditions, test])))
        if not conditions:
            return cases((on, test), otherwise=off)
        other = tree.compare("<=" if test.data == ">" else "<", *test.args)
        return cases((on, _all([*conditions, test])), (off, _all([*conditions, other])))
    return cases((rest, _all(conditions))) if conditions else formula


def cases(*choices: tuple[Expr, Expr], otherwise: Expr = ZERO) -> Expr:
    """The value of the first condition that holds, else `otherwise`."""
    return tree.node("cases", (*(part for choice in choices for part in choice), otherwise))


def _is_delta(part: Expr) -> bool:
    return part.op == "slice" and part.args[0].op == "name" and part.args[0].shape == (LARGE, LARGE)


def _equal(factor: Expr) -> Expr:
    (i, _), (j, _) = factor.data
    return tree.compare("==", tree.size(i), tree.size(j))


def _is_hit(part: Expr) -> bool:
    return part.op == "slice" and tree.label_of(part.args[0]) is not None and part.args[0].op == "call"


def _hit(factor: Expr) -> Expr:
    """When an entry of a one-hot matrix is 1: its place is the label of its example."""
    ((i, _), (j, _)), hot = factor.data, factor.args[0]
    labels = hot.args[0]
    if labels.shape == SCALAR:
        return tree.compare("==", tree.size(i if hot.shape[1] == 1 else j), labels)
    by_row = labels.shape[0] == hot.shape[0]
    label = at(labels, i, 0) if by_row else at(labels, 0, j)
    return tree.compare("==", tree.size(j if by_row else i), label)


def _is_slope(part: Expr) -> bool:
    return part.op == "call" and part.data[0].name == "relu'" and part.data[1][0] in (0, 1)


def _positive(slope: Expr) -> Expr:
    """When relu' is 1: its argument is above 0, or at least 0."""
    return tree.compare(">" if slope.data[1][0] == 0 else ">=", slope.args[0], ZERO)


def _all(conditions: list[Expr]) -> Expr:
    return conditions[0] if len(conditions) == 1 else tree.logic("and", *conditions)
