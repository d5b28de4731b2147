"""Difference quotients beside the gradient: what moving one entry by a small step shows.

    forward  (E(w + h) − E(w)) / h          error  ½ h E''(w) + …
    backward (E(w) − E(w − h)) / h          error −½ h E''(w) + …
    central  (E(w + h) − E(w − h)) / (2 h)  error  ⅙ h² E'''(w) + …

All in float64, since rounding is half of what there is to see: a value of E is off by about
`noise`, a quotient therefore by noise / h.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy

from bpcalc.calculus.boundaries import Boundary
from bpcalc.calculus.probing import Probe, probe
from bpcalc.calculus.solution import Solution, Solved
from bpcalc.calculus.solve import solve
from bpcalc.calculus.sweeps import BACKWARD, CENTRAL, FORWARD, Sweep, sweep_of
from bpcalc.errors import InputError, Problem
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import numbers_of
from bpcalc.spec.network import Network

AGREES, DIFFERS, KINK, UNDEFINED = "agrees", "differs", "kink", "undefined"

EPSILON = float(numpy.finfo(float).eps)
ROUNDINGS = 16
"""A quotient may be off by so many times the rounding of E, divided by the step."""
TRUNCATIONS = 4
"""And by so many times what half the step changes it; for h² this is 3 times the error."""
SLIGHT = 1e-12
"""And by so much of the gradient itself."""


class Crossing(NamedTuple):
    """A boundary between the points of a quotient, at an entry of its function.

    `exact`: the point itself lies on it.
    """

    boundary: Boundary
    entry: tuple[int, int]
    exact: bool


class Entry(NamedTuple):
    """One entry of a variable: its derivative and the quotients by method.

    `allowed`: how far the central one may be off; `crossings` by method.
    """

    name: str
    place: tuple[int, int]
    gradient: float
    quotients: Mapping[str, float]
    allowed: float
    crossings: Mapping[str, tuple[Crossing, ...]]
    verdict: str

    def error(self, method: str) -> float:
        """How far a quotient is from the derivative."""
        return abs(self.quotients[method] - self.gradient)


class Checked(NamedTuple):
    """The check of one case. `value`: E; `noise`: what rounding makes of it, about."""

    solved: Solved
    step: float
    value: float
    noise: float
    entries: tuple[Entry, ...]
    sweep: Sweep | None

    @property
    def differs(self) -> bool:
        """Whether some derivative is wrong."""
        return any(entry.verdict == DIFFERS for entry in self.entries)


def check(
    network: Network,
    *,
    step: float = 1e-4,
    sweep: Sequence[float] = (),
    of: str | None = None,
    wrt: tuple[str, ...] | None = None,
    case: str | None = None,
) -> tuple[Solution, tuple[Checked, ...]]:
    """The gradient of every case beside difference quotients.

    Cases that have no value are in the solution, with their problem, and nowhere else.
    Raises InputError for what is no gradient, and for a step that no number can show.
    """
    solution = solve(network, of=of, wrt=wrt, case=case)
    done: list[Checked] = []
    for solved in solution.cases:
        _must_be_scalar(solved)
        if solved.problem is None:
            done.append(_checked(network, solved, step, sweep))
    return solution, tuple(done)


def _must_be_scalar(solved: Solved) -> None:
    if solved.of is not None and solved.graph.shape(solved.of) == (1, 1):
        return
    last = solved.of or next(reversed(tuple(solved.graph.equations)), "")
    rows, columns = solved.graph.shape(last)
    raise InputError(
        Problem(
            "E715",
            f"{last} is {rows}×{columns}; only a 1×1 quantity has a gradient",
            help=f"choose one with --of, or add an equation such as s = sum({last}) to the spec",
        )
    )


def _checked(network: Network, solved: Solved, step: float, sweep: Sequence[float]) -> Checked:
    gradients = {name: arrays.as_float(found) for name, found in solved.gradients.items()}
    case = next(one for one in network.cases if one.name == solved.case)
    made = probe(solved, numbers_of(network, case), tuple(gradients))
    if not gradients:
        raise InputError(
            Problem(
                "E712", f"{solved.of} depends on nothing that could be moved", help="choose names by --wrt"
            )
        )
    _must_move(made, step)
    noise = _noise(solved, made)
    near = made.at((step, -step, step / 2, -step / 2))
    found = [_entry(made, near, k, step, noise, float(gradients[name][place]))
             for k, (name, place) in enumerate(made.entries)]  # fmt: skip
    analytic = numpy.array([entry.gradient for entry in found])
    swept = sweep_of(made, sweep, analytic) if sweep else None
    return Checked(solved, step, made.base, noise, tuple(found), swept)


def _must_move(made: Probe, step: float) -> None:
    """Refuses a step that the numbers are too coarse for."""
    for (name, place), value in zip(made.entries, made.values, strict=True):
        if value + step / 2 == value or value - step / 2 == value:
            least = 10.0 ** numpy.ceil(numpy.log10(4 * EPSILON * max(abs(value), 1)))
            shown = name if made.shapes[name] == (1, 1) else f"{name}[{place[0]}, {place[1]}]"
            raise InputError(
                Problem(
                    "E713",
                    f"the step {step:g} is lost to rounding: {shown} = {value:g} stays what it is",
                    help=f"float64 keeps about 16 digits; take a larger step, 1e-4 or at least {least:.0e}",
                )
            )


def _noise(solved: Solved, made: Probe) -> float:
    """How far rounding puts E off: every quantity by ε of itself, carried on by its derivative."""
    total = abs(made.base)
    for name, adjoint in {**solved.gradients, **solved.adjoints}.items():
        if name in solved.quantities:
            value = arrays.as_float(solved.quantities[name].value)
            total += float(numpy.abs(arrays.as_float(adjoint) * value).sum())
    return EPSILON * total


# -- one step ------------------------------------------------------------------------


def _entry(
    made: Probe, near: Mapping[float, Array], k: int, step: float, noise: float, gradient: float
) -> Entry:
    quotients = _quotients(made, near, k, step)
    half = _quotients(made, near, k, step / 2)[CENTRAL]
    allowed = TRUNCATIONS * abs(quotients[CENTRAL] - half) + ROUNDINGS * noise / step + SLIGHT * abs(gradient)
    crossings = {
        FORWARD: _crossings(made, k, (step,)),
        BACKWARD: _crossings(made, k, (-step,)),
        CENTRAL: _crossings(made, k, (step, -step)),
    }
    name, place = made.entries[k]
    entry = Entry(name, place, gradient, quotients, allowed, crossings, "")
    rounding = ROUNDINGS * noise / step + SLIGHT * abs(gradient)
    return entry._replace(verdict=_verdict(entry, rounding))


def _verdict(entry: Entry, rounding: float) -> str:
    if any(crossed and not entry.error(method) <= rounding for method, crossed in entry.crossings.items()):
        return KINK
    if not numpy.isfinite([*entry.quotients.values(), entry.gradient, entry.allowed]).all():
        return UNDEFINED
    return AGREES if entry.error(CENTRAL) <= entry.allowed else DIFFERS


def _quotients(made: Probe, near: Mapping[float, Array], k: int, step: float) -> dict[str, float]:
    up, down = float(near[step][k]), float(near[-step][k])
    with numpy.errstate(all="ignore"):
        return {
            FORWARD: (up - made.base) / step,
            BACKWARD: (made.base - down) / step,
            CENTRAL: (up - down) / (2 * step),
        }


def _crossings(made: Probe, k: int, offsets: tuple[float, ...]) -> tuple[Crossing, ...]:
    """The boundaries between the point and the moved ones, at their first entry."""
    found: list[Crossing] = []
    for boundary, base in made.sides.items():
        crossed = numpy.zeros(base.shape, dtype=bool)
        for offset in offsets:
            crossed |= made.crossed(boundary, k, offset)
        if crossed.any():
            row, column = numpy.argwhere(crossed)[0]
            found.append(Crossing(boundary, (int(row), int(column)), bool(base[row, column] == 0)))
    return tuple(found)
