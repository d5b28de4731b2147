"""bpcalc in a notebook: a spec to a solution whose arrays are plain NumPy arrays.

    >>> import bpcalc
    >>> solution = bpcalc.solve('''
    ... inputs: {x: [1, 0]}
    ... parameters: {W: [[1, -2], [0, 2]]}
    ... loss: l = 1/2 * norm(W @ x)^2
    ... ''')
    >>> solution.gradients["W"]
    array([[1., 0.],
           [0., 0.]])

Every value is a float64 array of two dimensions: a vector is a column n×1, a number is 1×1.
Exact numbers, maps, steps and everything else are in `solution.data`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bpcalc.calculus.plan import FORWARD, REVERSE
from bpcalc.calculus.solution import Solution as Worked
from bpcalc.calculus.solution import Solved
from bpcalc.calculus.solve import solve as solved
from bpcalc.errors import InputError
from bpcalc.language.arrays import as_float
from bpcalc.language.names import canonical
from bpcalc.spec import reader
from bpcalc.spec.network import Network
from bpcalc.spec.source import Source, read_source, source_from_text

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float64]
    from bpcalc.language.arrays import Array
    from bpcalc.language.cost import Cost

__all__ = ["Case", "Solution", "load", "loads", "solve"]


def load(path: str | Path) -> Network:
    """The network of a spec file. Raises InputError with every problem of the file."""
    return _network(read_source(path))


def loads(text: str) -> Network:
    """The network of a spec given as text. Raises InputError with every problem of the text."""
    return _network(source_from_text(text, "spec"))


def solve(
    spec: str | Path | Network,
    *,
    case: str | None = None,
    of: str | None = None,
    wrt: str | Iterable[str] | None = None,
    mode: str = REVERSE,
) -> Solution:
    """Every case of a spec, solved: forward pass, Jacobians, accumulation, gradients, counts.

    `spec`: a path, the text of a spec (a string of several lines), or what `load` returned.
    `case`: this one only. `of`: what is differentiated, by default the loss; `wrt`: by what,
    by default every input and parameter. `mode`: "reverse" or "forward".

    Raises InputError, with the whole report as its message, where the spec cannot be read or a
    name is unknown. A case without finite values does not stop the others: see `Case.problem`.
    """
    if mode not in (REVERSE, FORWARD):
        raise ValueError(f'mode is {mode!r}; choose "{REVERSE}" or "{FORWARD}"')
    source = None
    if not isinstance(spec, Network):
        text = isinstance(spec, str) and "\n" in spec
        source = source_from_text(str(spec), "spec") if text else _read(spec)
        spec = _network(source)
    names = (wrt,) if isinstance(wrt, str) else wrt
    try:
        return Solution(
            solved(
                spec,
                mode=mode,
                of=canonical(of) if of is not None else None,
                wrt=tuple(map(canonical, names)) if names is not None else None,
                case=case,
            )
        )
    except InputError as error:
        raise _told(error, source) from None


@dataclass(frozen=True, repr=False, eq=False)
class Case:
    """One solved case. All arrays are float64 with the shape of their quantity, r×c.

    Derivatives have the unit of what is differentiated divided by that of the variable, and are
    in numerator layout, row by row, whatever conventions the spec sets for the page.
    """

    data: Solved
    whole: Worked

    @property
    def name(self) -> str | None:
        """The name of the case, None in a spec without cases."""
        return self.data.case

    @property
    def of(self) -> str | None:
        """What is differentiated: the loss, or what was asked for."""
        return self.data.of

    @property
    def problem(self) -> str | None:
        """Why the case has no solution, or none beyond some point; else None."""
        return None if self.data.problem is None else self.data.problem.message

    @property
    def quantities(self) -> dict[str, Floats]:
        """Every value by name: what is given, then the results of the forward pass, in order."""
        return {name: _floats(quantity.value) for name, quantity in self.data.quantities.items()}

    @property
    def gradients(self) -> dict[str, Floats]:
        """∂of/∂x for every input and parameter x, in the shape of x. Empty unless `of` is 1×1."""
        return _all_floats(self.data.gradients)

    @property
    def adjoints(self) -> dict[str, Floats]:
        """∂of/∂z for every result z on the way to `of`, in the shape of z. Empty unless `of` is 1×1."""
        return _all_floats(self.data.adjoints)

    @property
    def jacobians(self) -> dict[tuple[str, str], Floats]:
        """The direct derivative of every equation by every name in it: `jacobians["z1", "W1"]`.

        (entries of z1) × (entries of W1), both row by row. Those of more than 10,000 entries
        are left out.
        """
        found = self.data.jacobians.items()
        return {pair: _floats(one.value) for pair, one in found if one.value is not None}

    @property
    def totals(self) -> dict[tuple[str, str], Floats]:
        """∂of/∂x as a matrix where `of` is not 1×1: (entries of `of`) × (entries of x)."""
        return {pair: _floats(value) for pair, value in self.data.totals.items()}

    @property
    def counts(self) -> dict[str, Mapping[tuple[str, str], Cost]]:
        """Operations by mode, then by derivative: `counts["reverse"]["l", "x"].multiplications`.

        Each is what the derivative adds to the products that are there already.
        """
        return dict(self.data.counts)

    def __repr__(self) -> str:
        return _page_text(self.whole._replace(cases=(self.data,)))

    def _repr_html_(self) -> str:
        return _page_html(self.whole._replace(cases=(self.data,)))

    def _repr_latex_(self) -> str:
        return _page_latex(self.whole._replace(cases=(self.data,)))


@dataclass(frozen=True, repr=False, eq=False)
class Solution:
    """A solved spec. `solution["a"]` is its case a.

    With a single case, that case's properties are those of the solution; with several,
    asking for one raises LookupError with the names to choose from.
    """

    data: Worked

    @property
    def network(self) -> Network:
        """The network as its author stated it."""
        return self.data.network

    @property
    def cases(self) -> dict[str | None, Case]:
        """Every case by name; the name is None in a spec without cases."""
        return {one.case: Case(one, self.data) for one in self.data.cases}

    def __getitem__(self, case: str) -> Case:
        """A case by its name. Raises KeyError with the names there are."""
        found = self.cases.get(case)
        if found is None:
            names = ", ".join(str(name) for name in self.cases if name is not None)
            raise KeyError(f"no case {case!r}; " + (f"the cases: {names}" if names else "there are no cases"))
        return found

    @property
    def of(self) -> str | None:
        """What is differentiated."""
        return self.data.cases[0].of

    @property
    def problem(self) -> str | None:
        """See `Case.problem`."""
        return self._only("problem").problem

    @property
    def quantities(self) -> dict[str, Floats]:
        """See `Case.quantities`."""
        return self._only("quantities").quantities

    @property
    def gradients(self) -> dict[str, Floats]:
        """See `Case.gradients`."""
        return self._only("gradients").gradients

    @property
    def adjoints(self) -> dict[str, Floats]:
        """See `Case.adjoints`."""
        return self._only("adjoints").adjoints

    @property
    def jacobians(self) -> dict[tuple[str, str], Floats]:
        """See `Case.jacobians`."""
        return self._only("jacobians").jacobians

    @property
    def totals(self) -> dict[tuple[str, str], Floats]:
        """See `Case.totals`."""
        return self._only("totals").totals

    @property
    def counts(self) -> dict[str, Mapping[tuple[str, str], Cost]]:
        """See `Case.counts`."""
        return self._only("counts").counts

    def _only(self, wanted: str) -> Case:
        """The single case."""
        if len(self.data.cases) > 1:
            names = [str(one.case) for one in self.data.cases]
            message = (
                f'there are {len(names)} cases: {", ".join(names)}; write solution["{names[0]}"].{wanted}'
            )
            raise LookupError(message)
        return Case(self.data.cases[0], self.data)

    def __repr__(self) -> str:
        return _page_text(self.data)

    def _repr_html_(self) -> str:
        return _page_html(self.data)

    def _repr_latex_(self) -> str:
        return _page_latex(self.data)


def _all_floats(values: Mapping[str, Array]) -> dict[str, Floats]:
    return {name: _floats(value) for name, value in values.items()}


def _floats(value: Array) -> Floats:
    """A copy in float64: what a notebook does with it cannot change the solution."""
    copied: Floats = as_float(value).copy()
    return copied


# -- pages -----------------------------------------------------------------------


def _page_text(solution: Worked) -> str:
    """Values, gradients and counts."""
    from bpcalc.formats.lines import plain_text
    from bpcalc.formats.text import text_lines
    from bpcalc.formats.written import options_for
    from bpcalc.report.solution import page, style

    return plain_text(text_lines(page(solution, brief=True), options_for(style(solution), 80, True)))


def _page_html(solution: Worked) -> str:
    from bpcalc.formats.html import html_fragment
    from bpcalc.report.solution import page, style

    return f"<div>\n{html_fragment(page(solution), style(solution))}\n</div>"


def _page_latex(solution: Worked) -> str:
    from bpcalc.formats.latex import latex_fragment
    from bpcalc.report.solution import page, style

    return latex_fragment(page(solution), style(solution))


# -- reading -----------------------------------------------------------------------


def _read(path: str | Path) -> Source:
    try:
        return read_source(path)
    except InputError as error:
        raise _told(error, None) from None


def _network(source: Source) -> Network:
    try:
        return reader.network(source)
    except InputError as error:
        raise _told(error, source) from None


def _told(error: InputError, source: Source | None) -> InputError:
    from bpcalc.formats.problems import told

    return told(error, source)
