"""Answer sheets with known truth: what a student worked out, rounded, arranged and wrote down."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy

from tests.grading.generator.families import (
    FAMILIES,
    JACOBIAN,
    QUANTITY,
    Family,
    Matrix,
    Step,
    Values,
    matrix,
)

KINDS = ("right", "single", "carried", "pair", "several", "slip", "random")
RIGHT, FIRST, FOLLOWS = "right", "first", "follows"


class Written(NamedTuple):
    """One answer as it stands on the sheet. `status`: right, a first error, or what follows from one;
    `mistakes` made in it."""

    key: str
    text: str
    status: str
    mistakes: tuple[str, ...] = ()


class Generated(NamedTuple):
    """A sheet with its exercise and what is true of it."""

    family: Family
    kind: str
    answers: tuple[Written, ...]

    @property
    def text(self) -> str:
        """The sheet as YAML."""
        return "".join(f"{one.key}: {one.text}\n" for one in self.answers)


class Writer(NamedTuple):
    """How a student writes: significant digits or decimals (None: exact), the rule for halves,
    the layout, and whether what is printed is what is used further on."""

    digits: int | None
    places: int | None
    away: bool
    layout: str
    printed: bool


def generated(seed: int) -> Generated:
    """The sheet of a number."""
    rng = numpy.random.default_rng(seed)
    made = FAMILIES[int(rng.integers(len(FAMILIES)))]
    family = made(rng)
    while _on_a_kink(family):
        family = made(rng)
    kind = str(rng.choice(KINDS, p=[0.24, 0.16, 0.24, 0.08, 0.1, 0.06, 0.12]))
    writer = _writer(rng, family)
    if kind == "random" and writer.digits == 3:  # too few to tell chance from a mistake
        writer = writer._replace(digits=4)
    return _sheet(rng, family, kind, writer)


def _on_a_kink(family: Family) -> bool:
    """Whether a ReLU sits at 0, where its slope is a matter of convention."""
    values = _values(family)
    return any((values[name] == 0).any() for name in ("z", "Z") if name in values)


def _writer(rng: numpy.random.Generator, family: Family) -> Writer:
    exact = all(a.dtype == object for a in family.given.values())
    way = str(rng.choice(["exact", "digits", "places"])) if exact else str(rng.choice(["digits", "places"]))
    return Writer(
        int(rng.integers(3, 8)) if way == "digits" else None,
        int(rng.integers(3, 7)) if way == "places" else None,
        bool(rng.integers(2)),
        str(rng.choice(["numerator", "numerator", "denominator"])),
        bool(rng.integers(2)),
    )


def _sheet(rng: numpy.random.Generator, family: Family, kind: str, writer: Writer) -> Generated:
    truth = _values(family)
    wrong: dict[str, tuple[str, ...]] = {}
    able = [step for step in family.steps if _tells(step, truth)]
    if kind in ("single", "carried", "several", "pair"):
        for _ in range(2 if kind == "several" else 1):
            step = able[int(rng.integers(len(able)))]
            able_names = [name for name in step.wrong if _differs(step.wrong[name](truth), truth[step.key])]
            wrong[step.key] = (str(rng.choice(able_names)),)
    if kind == "several" and rng.random() < 0.5:  # a slip or a guess besides
        other = family.steps[int(rng.integers(len(family.steps)))].key
        wrong.setdefault(other, (str(rng.choice(["slip", "random"])),))
    while _undone(list(wrong.values())):
        wrong.popitem()
    if kind == "pair":
        wrong = _pair(rng, able, truth) or wrong
    if kind in ("slip", "random"):
        step = family.steps[int(rng.integers(len(family.steps)))]
        wrong[step.key] = (kind,)
    carried = kind != "single"
    own: Values = dict(family.given)
    answers: list[Written] = []
    for step in family.steps:
        source = own if carried else truth
        names = wrong.get(step.key, ())
        clean = step.right(source)
        value = _mistaken(rng, step, names, source) if names else clean
        if not numpy.isfinite(_floats(value)).all():
            break  # the logarithm of a wrong, negative number: the sheet ends here
        noted, text = _written(rng, value, step, writer)
        mistaken = bool(names) and _seen(text, clean, writer)
        same = not _seen(text, truth[step.key], writer)
        if names not in (("slip",), ("random",)):
            same = same or ("." in text and _close(noted, truth[step.key], _room(writer)))
        status = RIGHT if same else FIRST if mistaken else FOLLOWS
        answers.append(Written(step.key, text, status, names if status == FIRST else ()))
        own[step.key] = noted if writer.printed else value
    return Generated(family, kind, tuple(answers))


def _undone(done: list[tuple[str, ...]]) -> bool:
    """Whether a mistake may undo another one, and leave the right number."""
    halves = {("factor-2-extra",), ("factor-2-missing",)}
    return halves <= set(done) or done.count(("sign",)) > 1


def _pair(rng: numpy.random.Generator, able: list[Step], truth: Values) -> dict[str, tuple[str, ...]]:
    """Another slope, path or bias together with another factor, in an answer with several entries."""
    factors = ("sign", "factor-2-extra", "factor-2-missing")
    found = [
        (step.key, (name, factor))
        for step in able if truth[step.key].size > 1
        for name in step.wrong if name not in factors
        for factor in factors if factor in step.wrong
        if _differs(step.wrong[name](truth), truth[step.key])
    ]  # fmt: skip
    if not found:
        return {}
    key, names = found[int(rng.integers(len(found)))]
    return {key: names}


def _values(family: Family) -> Values:
    values: Values = dict(family.given)
    for step in family.steps:
        values[step.key] = step.right(values)
    return values


def _tells(step: Step, truth: Values) -> bool:
    return any(_differs(way(truth), truth[step.key]) for way in step.wrong.values())


def _differs(a: Matrix, b: Matrix) -> bool:
    return a.shape == b.shape and bool((abs(_floats(a) - _floats(b)) > 0.02 * abs(_floats(b)).max()).any())


def _close(a: Matrix, b: Matrix, room: float) -> bool:
    """Whether two values differ by no more than rounding on the way may bring in."""
    return a.shape == b.shape and bool((abs(_floats(a) - _floats(b)) <= room * abs(_floats(b))).all())


def _room(writer: Writer) -> float:
    return 0.015 if writer.digits == 3 or writer.places == 3 else 0.001


def _floats(a: Matrix) -> Matrix:
    return numpy.asarray(a, dtype=float)


FACTORS: dict[str, int | Fraction] = {"sign": -1, "factor-2-extra": 2, "factor-2-missing": Fraction(1, 2)}


def _mistaken(rng: numpy.random.Generator, step: Step, names: tuple[str, ...], source: Values) -> Matrix:
    right = step.right(source)
    if names[0] == "slip":
        value = right.copy()
        place = tuple(int(rng.integers(size)) for size in value.shape)
        more = 1 + abs(value[place]) / 5
        value[place] = value[place] + (more if value.dtype == object else 0.37 * more)
        return value
    if names[0] == "random":
        numbers = rng.integers(10_000, 99_999, right.shape) * rng.choice([-1, 1], right.shape)
        return matrix([[Fraction(int(x), 27_183) for x in row] for row in numbers]).astype(right.dtype)
    value = step.wrong[names[0]](source)
    for name in names[1:]:
        factor = FACTORS[name]
        value = value * (factor if value.dtype == object else float(Fraction(factor)))
    return value


# -- writing ------------------------------------------------------------------------------


def _written(rng: numpy.random.Generator, value: Matrix, step: Step, writer: Writer) -> tuple[Matrix, str]:
    """What is noted, as numbers and as text."""
    if writer.digits is None and writer.places is None and value.dtype != object:
        writer = writer._replace(digits=6)
    texts = [[_number(x, writer) for x in row] for row in value]
    noted = numpy.empty(value.shape, dtype=value.dtype)
    for i, row in enumerate(texts):
        for j, x in enumerate(row):
            noted[i, j] = Fraction(x) if value.dtype == object else float(Fraction(x))
    return noted, _arranged(rng, texts, step, writer)


def _arranged(rng: numpy.random.Generator, texts: list[list[str]], step: Step, writer: Writer) -> str:
    n, m = len(texts), len(texts[0])
    turned = [list(row) for row in zip(*texts, strict=True)]
    if n == m == 1:
        return texts[0][0]
    if step.kind == JACOBIAN:
        return _table(texts if writer.layout == "numerator" else turned)
    if step.kind == QUANTITY:
        return _list([row[0] for row in texts]) if m == 1 else _table(texts)
    flat = [x for row in texts for x in row]
    way = str(rng.choice(["shape", "list", "row", "column"]))
    if way == "list" or (way == "shape" and m == 1):
        return _list(flat)
    return _table({"shape": texts, "row": [flat], "column": [[x] for x in flat]}[way])


def _list(texts: list[str]) -> str:
    return "[" + ", ".join(texts) + "]"


def _table(texts: list[list[str]]) -> str:
    return "[" + ", ".join(_list(row) for row in texts) + "]"


def _number(x: Any, writer: Writer) -> str:
    exact = Fraction(x)
    if writer.digits is None and writer.places is None:
        return str(exact)
    if exact == 0:
        return "0"
    places = writer.places
    size = _magnitude(abs(exact))
    if places is None:
        assert writer.digits is not None
        places = writer.digits - 1 - size
    # at least three digits of every number, as asked for
    places = max(places, (3 if writer.places is not None else 2) - size)
    scaled = abs(exact) * Fraction(10) ** places
    number = int(scaled + Fraction(1, 2)) if writer.away else round(scaled)
    sign = "-" if exact < 0 else ""
    if places < 0:
        return f"{sign}{number}e{-places}"
    if places == 0:
        return f"{sign}{number}."
    digits = str(number).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def _magnitude(x: Fraction) -> int:
    size = 0
    while x >= 10:
        x, size = x / 10, size + 1
    while x < 1:
        x, size = x * 10, size - 1
    return size


def _seen(text: str, value: Matrix, writer: Writer) -> bool:
    """Whether the text on the sheet states something else than a value, in any arrangement."""
    if writer.digits is None and writer.places is None and value.dtype != object:
        writer = writer._replace(digits=6)
    ways = [writer._replace(away=away) for away in (True, False)]
    inorder = [Fraction(x) for x in text.replace("[", " ").replace("]", " ").replace(",", " ").split()]
    flat, turned = value.ravel(), value.T.ravel()
    for way in ways:
        for numbers in (flat, turned):
            if inorder == [Fraction(_number(x, way)) for x in numbers]:
                return False
    return True
