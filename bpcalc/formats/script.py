"""What the scripts of an export have in common: names, the opening, the numbers that are asserted."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Hashable, Iterable, Mapping

from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.calculus.forward import SHARED
from bpcalc.calculus.solution import Solution, Solved
from bpcalc.errors import InputError, Problem, visible
from bpcalc.formats.source_values import WIDTH
from bpcalc.language import arrays
from bpcalc.language.notation.code import Code, NoSourceError
from bpcalc.language.notation.identifiers import identifiers
from bpcalc.language.notation.names import WORD
from bpcalc.language.tree import Derivative, Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.network import Network

NUMBERS = 100_000
"""Numbers that a script may hold."""


class Export(NamedTuple):
    """One solved case on its way to a script. `other`: the names of the cases left out."""

    network: Network
    solved: Solved
    derivation: Derivation
    other: tuple[str, ...]

    @property
    def of(self) -> str | None:
        """What is differentiated."""
        return self.solved.of

    @property
    def scalar(self) -> bool:
        """Whether that is a number, so that there are gradients."""
        return self.of is not None and self.solved.graph.shape(self.of) == (1, 1)


def export_of(solution: Solution, case: str | None = None) -> Export:
    """The case of this name, or the first one.

    Raises InputError where the case could not be solved, and where its values are too many.
    """
    solved = next((one for one in solution.cases if case is None or one.case == case), solution.cases[0])
    if solved.problem is not None:
        raise InputError(solved.problem)
    count = sum(quantity.value.size for quantity in solved.quantities.values())
    count += sum(found.size for found in (*solved.gradients.values(), *solved.totals.values()))
    if count > NUMBERS:
        message = f"the script would hold {count:,} numbers"
        raise InputError(Problem("E742", message, help=f"export a smaller network; the limit is {NUMBERS:,}"))
    wrt = tuple(solved.gradients) or tuple(name for _, name in solved.totals)
    found = derivation(solution.network, solved.graph, solved.of, wrt or None)
    other = tuple(one.name for one in solution.network.cases if one.name not in (None, solved.case))
    return Export(solution.network, solved, found, tuple(name for name in other if name is not None))


def python_names(export: Export, notation: type[Code]) -> dict[Hashable, str]:
    """Python names of quantities, of size letters, and of the derivatives of `of` as d_z."""
    quantities = (*export.solved.graph.leaves, *export.solved.graph.equations)
    reserved = {*notation.reserved, *notation.own}
    named = identifiers((*quantities, *export.solved.graph.letters), reserved)
    reserved.update(named.values())
    adjoints = identifiers(quantities, reserved, "d_")
    found: dict[Hashable, str] = {}
    found.update(named)
    if export.of is not None:
        found |= {Derivative(export.of, (name,)): text for name, text in adjoints.items()}
    return found


def written(export: Export, code: Code, library: str) -> dict[str, str]:
    """The right side of every equation. Raises InputError E741 for a function the library lacks."""
    return {
        name: spelled(export, code.text, expr, name, library)
        for name, expr in export.solved.graph.equations.items()
    }


def spelled(export: Export, spell: Callable[[Expr], str], expr: Expr, name: str, library: str) -> str:
    """A formula that belongs to the equation of a name."""
    try:
        return spell(expr)
    except NoSourceError as error:
        equation = next((one for one in export.network.equations if one.name == name), None)
        message = f"{library} has no {error.function}, which the equation of {name} uses"
        help = f"give {error.function} a formula of your own under functions:, or leave it out"
        place = equation.at((0, len(equation.text))) if equation is not None else None
        raise InputError(Problem("E741", message, place, help=help)) from None


def opening(export: Export, library: str) -> str:
    """What the script is, as comments. Titles are foreign text and stay on their line."""
    title = visible(export.network.title) or "A network"
    case = f", case {visible(export.solved.case)}" if export.solved.case is not None else ""
    lines = [f"{title}{case}: values and gradients in {library}, asserted against the worked solution."]
    if export.other:
        others = ", ".join(map(visible, export.other))
        lines.append(f"Other cases of the spec, for bpcalc export --case: {others}.")
    return comment(*lines)


def kinks(export: Export) -> list[str]:
    """A remark for every entry that sits on a kink."""
    found = []
    for kink in export.solved.kinks:
        if SHARED in kink.slopes:
            found.append(
                f"{kink.function} in {kink.equation} meets equal entries; they share its derivative."
            )
            continue
        places = ", ".join(str(list(entry)) for entry in kink.entries[:4])
        where = f" at {places}" if export.solved.graph.shape(kink.equation) != (1, 1) else ""
        what = "kink" if kink.jumps else "jump"
        found.append(
            f"{kink.function} in {kink.equation} sits on its {what}{where}; "
            f"its derivative there counts as {' and '.join(kink.slopes)}."
        )
    return found


def comment(*lines: str) -> str:
    """Comment lines of a bearable width."""
    return "\n".join(
        part
        for line in lines
        for part in textwrap.wrap(line, WIDTH, initial_indent="# ", subsequent_indent="# ")
    )


def letters(export: Export, texts: Iterable[str], names: Mapping[Hashable, str]) -> list[str]:
    """`n = 3` for the size letters that the formulas use."""
    used = {word for text in texts for word in WORD.findall(text)}
    return [
        f"{names[letter]} = {size}"
        for letter, size in export.solved.graph.letters.items()
        if isinstance(size, int) and names[letter] in used
    ]


def noise(export: Export) -> str:
    """What float64 may leave of a 0: 1e-12 of the largest value, as Python source."""
    solved = export.solved
    found = [*(q.value for q in solved.quantities.values()), *solved.gradients.values()]
    largest = max((float(abs(arrays.as_float(value)).max()) for value in found), default=1.0)
    return f"{1e-12 * 10 ** max(0, len(str(int(largest))) - 1):.0e}".replace("e-0", "e-")


def paragraph(said: Iterable[str], lines: Iterable[str]) -> str:
    """Lines under a comment, or nothing where there are no lines."""
    body = "\n".join(lines)
    return f"{comment(*said)}\n{body}" if body else ""


def assembled(top: Iterable[str], definitions: Iterable[str], rest: Iterable[str]) -> str:
    """The whole script: two blank lines around definitions, one between other parts."""
    parts = ["\n\n".join(filter(None, top)), *definitions, "\n\n".join(filter(None, rest))]
    return "\n\n\n".join(parts) + "\n"


def quoted(name: str) -> str:
    """A name as a Python string."""
    return f'"{name}"' if name.replace("'", "").replace("/", "").replace("_", "").isalnum() else repr(name)
