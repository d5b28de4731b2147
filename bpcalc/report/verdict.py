"""What a gradient check says: which derivatives agree, and where a kink lies in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpcalc.calculus.boundaries import Boundary
from bpcalc.calculus.differences import AGREES, DIFFERS, KINK, UNDEFINED, Checked, Entry
from bpcalc.calculus.sweeps import CENTRAL
from bpcalc.language import tree
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Block, Code, Inline, Text
from bpcalc.report.floats import power, short

NAMED = 4
"""Entries listed one by one in a sentence."""


def scalar(checked: Checked) -> Expr:
    """What is differentiated, as a name."""
    return checked.solved.graph.leaf(checked.solved.of or "")


def entry_name(checked: Checked, entry: Entry) -> Expr:
    """`w₁`, `x[0]`, `W₁[0, 1]`."""
    leaf = checked.solved.graph.leaf(entry.name)
    if leaf.shape == (1, 1):
        return leaf
    i, j = entry.place
    return tree.part(leaf, (i, i + 1), (j, j + 1))


def result(checked: Checked) -> Iterator[Block]:
    """The verdict, what it rests on, and every kink or jump that lies between the points."""
    entries = checked.entries
    wrong = [entry for entry in entries if entry.verdict == DIFFERS]
    agreeing = sum(entry.verdict == AGREES for entry in entries)
    if wrong:
        named = _listed(checked, wrong)
        yield Text(
            (*named, " differ" + "s" * (len(wrong) == 1) + " from the central difference by more than "
             "its uncertainty: a derivative here is wrong."), "warning"
        )  # fmt: skip
    elif agreeing == len(entries):
        many = f"All {agreeing} derivatives agree" if agreeing > 1 else "The derivative agrees"
        yield Text((f"{many} with the central difference.",))
    elif agreeing:
        yield Text((f"{agreeing} of {len(entries)} derivatives agree with the central difference.",))
    if agreeing or wrong:
        yield Text(_uncertainty(checked), "quiet")
    yield from (Text(_crossed(checked, group), "note") for group in _grouped(checked))
    none = [entry for entry in entries if entry.verdict == UNDEFINED]
    if none:
        yield Text(
            (*_listed(checked, none), ": no finite value beside the point, so there is no quotient."), "note"
        )


def _uncertainty(checked: Checked) -> Inline:
    value, noise = short(checked.value), power(checked.noise, 1)
    return (
        "A central difference is trusted up to its own uncertainty: what half the step changes in it, and "
        "what rounding leaves. Here ",
        scalar(checked),
        f" = {value} is computed to within about {noise}, which the division by h turns into "
        f"{power(checked.noise / checked.step, 1)}.",
    )


class _Group(NamedTuple):
    """A boundary that was crossed, at which of its entries, and what was moved."""

    boundary: Boundary
    exact: bool
    places: dict[tuple[int, int], None]
    moved: dict[int, Entry]


def _grouped(checked: Checked) -> Iterator[_Group]:
    groups: dict[tuple[Boundary, bool], _Group] = {}
    for entry in checked.entries:
        for crossing in entry.crossings[CENTRAL] if entry.verdict == KINK else ():
            key = crossing.boundary, crossing.exact
            group = groups.setdefault(key, _Group(*key, {}, {}))
            group.places[crossing.entry] = None
            group.moved[id(entry)] = entry
    yield from groups.values()


def _crossed(checked: Checked, group: _Group) -> Inline:
    boundary, entries = group.boundary, list(group.moved.values())
    what = "jump" if boundary.jump else "kink"
    where = _places(checked, group)
    moved: Inline = (*_listed(checked, entries), " move" + "s" * (len(entries) == 1))
    head: Inline = (f"{boundary.function} in the equation of ", Code(boundary.equation))
    if not group.exact:
        return (
            *head,
            f" has its {what}{where} between two of the points: ",
            *moved,
            " it across. A quotient over a ",
            f"{what} mixes both sides and is no error of the derivative; a smaller step stays on one side.",
        )
    seen = (
        "A quotient over a jump is the height of the jump divided by h. This is no error."
        if boundary.jump
        else "There is no one slope here: forward and backward each show one, central their mean, and "
        "the derivative is the one of the conventions. This is no error."
    )
    return (*head, f" sits exactly on its {what}{where}; ", *moved, " it to either side. ", seen)


def _places(checked: Checked, group: _Group) -> str:
    if checked.solved.graph.shape(group.boundary.equation) == (1, 1):
        return ""
    shown = [f"[{i}, {j}]" for i, j in list(group.places)[:NAMED]]
    more = " and others" if len(group.places) > NAMED else ""
    return f" at entr{'y' if len(group.places) == 1 else 'ies'} {', '.join(shown)}{more}"


def _listed(checked: Checked, entries: Sequence[Entry]) -> Inline:
    parts: list[str | Expr | Code] = []
    for place, entry in enumerate(entries[:NAMED]):
        last = place and place == len(entries) - 1
        parts += [" and " if last else ", "] if place else []
        parts.append(entry_name(checked, entry))
    if len(entries) > NAMED:
        parts.append(f" and {len(entries) - NAMED} more")
    return tuple(parts)
