"""Other seeds than unit matrices, as equations of the network.

Forward mode starts from a direction v when x is replaced by the line x₀ + t·v: the derivative
of anything by t at t = 0 is its Jacobian times v. Reverse mode starts from an upstream
gradient G when s = Σ G ⊙ y is differentiated: the gradients of s are Gᵀ times the Jacobian.
"""

from __future__ import annotations

from collections.abc import Iterable

from bpcalc.errors import InputError, Problem
from bpcalc.language.arrays import Array, exact_array
from bpcalc.language.parser import parse
from bpcalc.language.sizes import Shape, shape_text
from bpcalc.spec.graph import graph
from bpcalc.spec.network import INPUT, TARGET, Case, Declared, Equation, Given, Network


def along(network: Network, name: str, direction: Array, of: str | None = None) -> Network:
    """The network with `name` on the line name₀ + t·v through its value, differentiated by t.

    A flat list takes the orientation of the value. Raises InputError for a name that is no
    input or parameter, and for a direction of another shape.
    """
    moved = network.declared.get(name)
    if moved is None:
        raise _no_start(network, name)
    first = graph(network, network.cases[0])
    v = _given(_fitting(direction, first.shape(name), name, "the direction"), moved)
    taken = {*network.declared, *(e.name for e in network.equations), *network.letters}
    start = _free((f"{name}0" if not name[-1].isdigit() else f"{name}_0", f"{name}_start", "start"), taken)
    t, along_v = _free("tsh", taken), _free("vudr", taken)
    declared: dict[str, Declared] = {}
    for key, one in network.declared.items():
        if key == name:
            declared[start] = one._replace(name=start, kind=TARGET)
            declared[along_v] = Declared(along_v, TARGET, v, None, one.place)
            declared[t] = Declared(t, INPUT, _given(exact_array([[0]]), one), None, one.place)
        else:
            declared[key] = one
    text = f"{start} + {t} * {along_v}"
    said = (
        f"{name} moves along the direction {along_v} from its value {start}. At {t} = 0, the derivative of a "
        f"quantity by {t} is its Jacobian by {name}, times {along_v}."
    )
    return network._replace(
        notes=f"{network.notes}\n{said}".strip(),
        declared=declared,
        equations=(Equation(name, parse(text), text, moved.place), *network.equations),
        cases=tuple(_renamed(case, name, start) for case in network.cases),
        of=of or first.of or network.equations[-1].name,
        wrt=(t,),
    )


def weighted(network: Network, upstream: Array, of: str | None = None) -> Network:
    """The network with s = Σ G ⊙ of at its end, whose gradients are asked for.

    Raises InputError for an unknown `of` and for a G that is not of its shape.
    """
    first = graph(network, network.cases[0])
    of = of or network.of or network.loss or network.equations[-1].name
    last = next((e for e in network.equations if e.name == of), None)
    if last is None:
        raise InputError(Problem("E301", f"{of} is not an equation of this network", help=_near(
            of, [e.name for e in network.equations])))  # fmt: skip
    taken = {*network.declared, *(e.name for e in network.equations), *network.letters}
    weights, s = _free("GUQ", taken), _free("srh", taken)
    fitting = _fitting(upstream, first.shape(of), of, "the upstream gradient")
    declared = Declared(weights, TARGET, Given(fitting, False, False, last.place), None, last.place)
    text = f"sum({weights} * {of})"
    said = f"{weights} is a gradient that arrives at {of}; {s} is the scalar whose gradient by {of} it is."
    return network._replace(
        notes=f"{network.notes}\n{said}".strip(),
        declared={**network.declared, weights: declared},
        equations=(*network.equations, Equation(s, parse(text), text, last.place)),
        of=s,
    )


def _given(array: Array, like: Declared) -> Given:
    return Given(array, False, False, like.place)


def _renamed(case: Case, name: str, start: str) -> Case:
    return case._replace(values={start if key == name else key: v for key, v in case.values.items()})


def _free(wanted: Iterable[str], taken: set[str]) -> str:
    """The first name that is free, else the last one with a number."""
    names = list(wanted)
    return next((name for name in names if name not in taken), "") or next(
        name for k in range(1, len(taken) + 2) if (name := f"{names[-1]}{k}") not in taken
    )


def _fitting(array: Array, shape: Shape, name: str, what: str) -> Array:
    """The array in the shape of a quantity: a flat list may stand for a row."""
    if array.shape == shape:
        return array
    if 1 in array.shape and 1 in shape and (array.shape[1], array.shape[0]) == shape:
        turned: Array = array.T
        return turned
    found = shape_text((array.shape[0], array.shape[1]))
    wanted = shape_text(shape)
    raise InputError(
        Problem(
            "E731",
            f"{what} is {found}, but {name} is {wanted}",
            help=f"give it the shape of {name}",
            expected=wanted,
            got=found,
        )
    )


def _no_start(network: Network, name: str) -> InputError:
    if any(e.name == name for e in network.equations):
        return InputError(
            Problem("E732", f"{name} is computed from others; only an input or a parameter moves by itself",
                    help=f"one of {', '.join(network.declared)}")
        )  # fmt: skip
    known = list(network.declared)
    return InputError(Problem("E301", f"{name} is not a quantity of this network", help=_near(name, known)))


def _near(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
