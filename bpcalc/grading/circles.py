"""Formulas that name each other: `dl/db: dl/dz` beside `dl/dz: dl/db` works nothing out.

A formula may name any other derivative. In a circle of a student's own formulas one of them
has to go back to what is worked out from it; that one earns nothing.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from bpcalc.calculus.derivation import Derivation
from bpcalc.errors import InputError
from bpcalc.grading.adjoints import Adjoints, adjoints
from bpcalc.grading.answers import Answer, Sheet
from bpcalc.grading.asked import typed
from bpcalc.grading.exercise import Exercise
from bpcalc.language import syntax
from bpcalc.language.syntax import Syntax, walk
from bpcalc.records import NamedTuple

_Key = tuple[str, tuple[str, ...]]
"""A quantity (nothing behind it) or a derivative."""


class _Uses(NamedTuple):
    """The formulas of one case by what they answer, and which of these each one names."""

    stated: dict[_Key, Answer]
    named: dict[_Key, set[_Key]]


_LAST: WeakKeyDictionary[Exercise, tuple[Sheet, dict[str | None, _Uses]]] = WeakKeyDictionary()
"""The sheet that is being judged."""


def goes_back_to(exercise: Exercise, found: Derivation, sheet: Sheet, answer: Answer) -> Answer | None:
    """The other formula that this one is worked out from, while it is worked out from this one:
    of two, the one later in the chain rule has the right to name the other."""
    last = _LAST.get(exercise)
    if last is None or last[0] is not sheet:
        last = _LAST[exercise] = sheet, {}
    if answer.case not in last[1]:
        last[1][answer.case] = _uses(exercise, found, sheet, answer.case)
    stated, named = last[1][answer.case]
    assert answer.about is not None
    own = _key(answer.about)
    back = [
        one for one in named.get(own, ())
        if one != own and _order(one, found) >= _order(own, found) and own in _reached(one, named)
    ]  # fmt: skip
    return stated[min(back, key=lambda one: _order(one, found))] if back else None


def _uses(exercise: Exercise, found: Derivation, sheet: Sheet, case: str | None) -> _Uses:
    """Formulas of no case stand beside those of any."""
    stated = {
        _key(one.about): one for one in sheet.answers
        if one.kind == "symbolic" and one.about is not None and one.formula
        and (one.case == case or one.case is None or case is None)
    }  # fmt: skip
    names = adjoints(found.graph, exercise.network.conventions)
    return _Uses(stated, {key: _named(one.formula, names) & stated.keys() for key, one in stated.items()})


def _reached(start: _Key, uses: dict[_Key, set[_Key]]) -> set[_Key]:
    seen: set[_Key] = set()
    waiting = [start]
    while waiting:
        fresh = uses[waiting.pop()] - seen
        seen |= fresh
        waiting += fresh
    return seen


def _order(key: _Key, found: Derivation) -> tuple[int, int, int, tuple[str, ...]]:
    """Quantities as they are computed, then derivatives, those over the fewest steps first."""
    of, wrt = key
    rank = {name: k for k, name in enumerate((*found.graph.leaves, *found.graph.equations))}
    return len(wrt), rank[of] - sum(rank[name] for name in wrt), rank[of], wrt


def _named(formula: str, names: Adjoints) -> set[_Key]:
    try:
        tree = typed(formula, names)
    except InputError:
        return set()
    parts = (part for part in walk(tree) if isinstance(part, syntax.Name | syntax.Partial))
    return {_key(part) for part in parts}


def _key(about: Syntax) -> _Key:
    base = about.base if isinstance(about, syntax.Index) else about
    if isinstance(base, syntax.Partial):
        return base.of, base.wrt
    assert isinstance(base, syntax.Name)
    return base.name, ()
