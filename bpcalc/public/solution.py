"""A solved spec in a notebook: its values, derivatives and counts as plain NumPy arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpcalc.calculus.solution import Solution as Worked
from bpcalc.calculus.solution import Solved
from bpcalc.language.arrays import as_float
from bpcalc.public.pages import page_html, page_latex, page_text
from bpcalc.spec.network import Network

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float64]
    from bpcalc.language.arrays import Array
    from bpcalc.language.cost import Cost


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
        return page_text(self.whole._replace(cases=(self.data,)))

    def _repr_html_(self) -> str:
        return page_html(self.whole._replace(cases=(self.data,)))

    def _repr_latex_(self) -> str:
        return page_latex(self.whole._replace(cases=(self.data,)))


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
        return page_text(self.data)

    def _repr_html_(self) -> str:
        return page_html(self.data)

    def _repr_latex_(self) -> str:
        return page_latex(self.data)


def _all_floats(values: Mapping[str, Array]) -> dict[str, Floats]:
    return {name: _floats(value) for name, value in values.items()}


def _floats(value: Array) -> Floats:
    """A copy in float64: what a notebook does with it cannot change the solution."""
    copied: Floats = as_float(value).copy()
    return copied
