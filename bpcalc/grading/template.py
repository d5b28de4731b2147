"""A blank answer sheet: every answer that is asked for by name, with its shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.errors import visible
from bpcalc.grading.marks import Listed, Marks, read_marks
from bpcalc.grading.names import Names
from bpcalc.grading.numeric import has_numbers
from bpcalc.language import syntax
from bpcalc.language.cost import entries
from bpcalc.language.sizes import Shape, shape_text
from bpcalc.language.syntax import Syntax
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.graph import graph
from bpcalc.spec.network import Case, Network
from bpcalc.spec.update import update_of

HOW = (
    "# Write behind the colons: a number, exact (2, 1/3) or with {digits} significant digits ({example}),",
    "# a vector as [1, -1], a matrix row by row as [[1, 2], [3, 4]]; leave blank what you have not done.",
)
UPDATED = "# Under after stand the weights, with so many digits that the update shows."
EXAMPLE = "234567891234567"
STEPS = 3
"""Updates that have a place on a sheet at most."""

Lines = Iterator[str]


def blank_sheet(network: Network) -> str:
    """YAML that `bpcalc check` reads once the values are filled in. Raises InputError for wrong marks."""
    marks = read_marks(network)
    title = [f"# {visible(network.title)}"] if network.title else []
    example = f"0.{EXAMPLE[: marks.digits]}"
    how = (line.format(digits=marks.digits, example=example) for line in HOW)
    lines: list[str] = []
    for case in network.cases:
        body = _asked(network, case, marks) if marks.listed else _everything(network, case)
        if case.name is None:
            lines += _indented(body)
        elif marks.listed:
            lines += _under(case.name, body)
        else:
            lines += _indented((f"{case.name}:", *_indented(body)))
    everywhere = [one for one in marks.listed if one.case is None]
    formulas = () if None in (case.name for case in network.cases) else _of(everywhere, "symbolic")
    lines += _under("symbolic", (f"{one.key}:" for one in formulas))
    lines += _under("counts", (f"{one.key}:" for one in _of(everywhere, "count")))
    updated = [UPDATED] if any(line.strip() == "after:" for line in lines) else []
    return "\n".join((*title, *how, *updated, "student: ", "answers:", *lines)) + "\n"


def _asked(network: Network, case: Case, marks: Marks) -> Lines:
    """What marks ask for in a case."""
    here = [one for one in marks.listed if one.case == case.name]
    found = derivation(network, graph(network, case))
    names = Names(network)
    yield from (_line(one.key, names, found) for one in _of(here, "value"))
    yield from _headed("symbolic", (f"{one.key}:" for one in _of(here, "symbolic")))
    updated = list(_of(here, "after"))
    steps = dict.fromkeys(one.step for one in updated)
    yield from _headed("after", (
        line for step in steps
        for line in _headed(str(step), (_line(one.key, names, found) for one in updated if one.step == step))
    ))  # fmt: skip


def _everything(network: Network, case: Case) -> Lines:
    """All quantities and gradients, and the weights after updates."""
    found = derivation(network, graph(network, case))
    names = Names(network)
    keys = (*found.graph.equations, *(f"d{found.of}/d{name}" for name in found.targets))
    if not has_numbers(network, case):
        yield from _headed("symbolic", (f"{key}:" for key in keys[len(found.graph.equations) :]))
        return
    yield from (_line(key, names, found) for key in keys)
    if "update" in network.sections:
        update = update_of(network)
        steps = range(1, min(update.steps, STEPS) + 1)
        weights = [_line(name, names, found) for name in update.rates]
        yield from _headed("after", (line for step in steps for line in _headed(str(step), weights)))


def _of(listed: Iterable[Listed], kind: str) -> Iterator[Listed]:
    return (one for one in listed if one.kind == kind)


def _headed(heading: str, body: Iterable[str]) -> Lines:
    """Lines under a heading, which is left out where there are none."""
    lines = list(body)
    if lines:
        yield f"{heading}:"
        yield from _indented(lines)


def _under(heading: str, body: Iterable[str]) -> Lines:
    return _indented(_headed(heading, body))


def _indented(lines: Iterable[str]) -> Lines:
    return (f"  {line}" for line in lines)


def _line(key: str, names: Names, found: Derivation) -> str:
    shape = _shape(names.named(key).about, found, names.network.conventions)
    return f"{key}:" + (f"   # {shape_text(shape)}" if shape else "")


def _shape(about: Syntax, found: Derivation, usual: Conventions) -> Shape | None:
    """The shape of an answer: a gradient has that of its variable, a Jacobian that of its layout.

    None for a part, whose name says it.
    """
    sizes = found.graph.shape
    match about:
        case syntax.Name(name=name):
            return sizes(name)
        case syntax.Partial(of=of, wrt=(wrt,)) if sizes(of) == (1, 1):
            return sizes(wrt)
        case syntax.Partial(of=of, wrt=(wrt,)) | syntax.Partial(wrt=(of, wrt)):
            outputs, inputs = entries(sizes(of)), entries(sizes(wrt))
            return (outputs, inputs) if usual.layout == "numerator" else (inputs, outputs)
    return None
