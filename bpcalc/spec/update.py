"""`update:` of a spec: which steps an optimizer makes, and with what settings.

update: {sgd: {rate: 0.1, steps: 2, freeze: [b1, b2], rates: {W1: 0.01}}}
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bpcalc.errors import InputError, Place, Problem
from bpcalc.language.names import canonical
from bpcalc.language.numbers import Literal, simplest
from bpcalc.records import NamedTuple
from bpcalc.spec.network import PARAMETER, Network
from bpcalc.spec.nodes import Mapping as Entries
from bpcalc.spec.nodes import Node, Scalar, Sequence
from bpcalc.spec.report import Report, did_you_mean, in_order, near, problem
from bpcalc.spec.values import given

STEPS = 1_000_000
"""Updates that one training may have."""
FORMS = ("heavy_ball", "average")
OPTIMIZERS: dict[str, dict[str, Literal]] = {
    "sgd": {},
    "ascent": {},
    "momentum": {"beta": Literal(Fraction(9, 10), True)},
    "adam": {
        "beta1": Literal(Fraction(9, 10), True),
        "beta2": Literal(Fraction(999, 1000), True),
        "epsilon": Literal(Fraction(1, 10**8), True),
    },
}
"""Every optimizer with the settings of its own and what they are by default."""
COMMON = ("rate", "steps", "freeze", "rates")

_OTHER_WORDS = {
    "gd": "sgd", "gradient_descent": "sgd", "descent": "sgd", "gradient_ascent": "ascent",
    "heavy_ball": "momentum", "lr": "rate", "learning_rate": "rate", "alpha": "rate", "eta": "rate",
    "epochs": "steps", "iterations": "steps", "updates": "steps", "frozen": "freeze", "fixed": "freeze",
    "eps": "epsilon", "mu": "beta", "gamma": "beta",
}  # fmt: skip


class Update(NamedTuple):
    """What an optimizer does: `rates` holds one for every parameter it trains, in the order of
    the spec; `settings` its own numbers; `form` that of momentum, else empty. `equations`: of a rule
    that differs from that of the optimizer, else empty."""

    optimizer: str
    form: str
    steps: int
    rates: Mapping[str, Literal]
    settings: Mapping[str, Literal]
    frozen: tuple[str, ...]
    place: Place
    equations: tuple[str, ...] = ()


def update_of(network: Network) -> Update:
    """The update steps that a spec asks for. Raises InputError with all problems."""
    node = network.sections.get("update")
    if node is None:
        help = "write update: {sgd: {rate: 0.1, steps: 2}}"
        raise InputError(Problem("E530", "this spec says nothing about updates", help=help))
    problems: list[Problem] = []
    found = _update(node, network, problems.append)
    if found is None or problems:
        raise InputError(*in_order(problems))
    return found


def _update(node: Node, network: Network, report: Report) -> Update | None:
    if isinstance(node, Scalar):
        _known_optimizer(node, report)
        said = f"write update: {{{node.text if node.text in OPTIMIZERS else 'sgd'}: {{rate: 0.1, steps: 2}}}}"
        report(problem(node, "E530", "the optimizer has no rate", said))
        return None
    if not isinstance(node, Entries) or len(node.entries) != 1:
        said = "write update: {sgd: {rate: 0.1, steps: 2}}"
        report(problem(node, "E530", "update is one optimizer with its settings", said))
        return None
    ((key, body),) = node.entries
    optimizer = _known_optimizer(key, report)
    if isinstance(body, Scalar):  # `sgd: 0.1`
        settings: dict[str, Node] = {"rate": body} if body.text else {}
    elif isinstance(body, Entries):
        settings = _settings(body, optimizer, report)
    else:
        report(problem(body, "E530", f"{key.text} takes settings by name", "write {rate: 0.1, steps: 2}"))
        return None
    if optimizer is None:
        return None
    return _read(key, optimizer, settings, network, report)


def _known_optimizer(key: Scalar, report: Report) -> str | None:
    if key.text in OPTIMIZERS:
        return key.text
    word = key.text.lower().replace(" ", "_").replace("-", "_")
    meant = _OTHER_WORDS.get(word) or near(word, OPTIMIZERS)
    known = meant if meant in OPTIMIZERS else None
    help = f"did you mean {known}?" if known else f"the optimizers: {', '.join(OPTIMIZERS)}"
    report(problem(key, "E531", f"there is no optimizer {key.text}", help))
    return None


def _settings(body: Entries, optimizer: str | None, report: Report) -> dict[str, Node]:
    own = list(OPTIMIZERS.get(optimizer or "", ()))
    known = (*COMMON, *own, *(("form",) if optimizer == "momentum" else ()))
    found: dict[str, Node] = {}
    for key, value in body.entries:
        if key.text in known:
            found[key.text] = value
        elif optimizer is not None:
            meant = _OTHER_WORDS.get(key.text.lower())
            meant = meant if meant in known else near(key.text, known)
            help = f"did you mean {meant}?" if meant else f"its settings: {', '.join(known)}"
            report(problem(key, "E532", f"{optimizer} has no setting {key.text}", help))
            if meant:
                found.setdefault(meant, value)
    return found


def _read(key: Scalar, optimizer: str, settings: dict[str, Node], network: Network, report: Report) -> Update:
    own = {
        name: _between(settings[name], name, report) if name in settings else default
        for name, default in OPTIMIZERS[optimizer].items()
    }
    frozen = _frozen(settings.get("freeze"), network, report)
    form = _form(settings.get("form"), report) if optimizer == "momentum" else ""
    steps = _steps(settings.get("steps"), report)
    rates = _rates(key, settings, network, frozen, report)
    return Update(optimizer, form, steps, rates, own, frozen, key.place)


def _number(node: Node, what: str, report: Report) -> Literal | None:
    if not isinstance(node, Scalar):
        report(problem(node, "E534", f"{what} is a number", f"write {what}: 0.1"))
        return None
    found = given(node, report)
    if found is not None and found.array.shape != (1, 1):
        report(problem(node, "E534", f"{what} is one number", f"write {what}: 0.1"))
        return None
    return None if found is None else Literal(simplest(Fraction(found.array.item())), found.decimal)


def _rate(node: Node, what: str, report: Report) -> Literal | None:
    found = _number(node, what, report)
    if found is None or found.value > 0:
        return found
    if found.value == 0:
        help = "use a positive rate; freeze: [W1] keeps single parameters"
        report(problem(node, "E534", f"with a {what} of 0 nothing is learned", help))
    else:
        help = "use a positive rate; the optimizer ascent goes up"
        report(problem(node, "E534", f"a {what} is positive, and this is negative", help))
    return None


def _between(node: Node, what: str, report: Report) -> Literal:
    """β from 0 to below 1; ε above 0."""
    found = _number(node, what, report)
    if found is None:
        return Literal(0, False)
    if what == "epsilon" and found.value <= 0:
        report(problem(node, "E534", "epsilon is positive", "write epsilon: 1e-8"))
    elif what != "epsilon" and not 0 <= found.value < 1:
        report(problem(node, "E534", f"{what} is from 0 to below 1", f"write {what}: 0.9"))
    return found


def _form(node: Node | None, report: Report) -> str:
    if node is None:
        return FORMS[0]
    if isinstance(node, Scalar) and node.text in FORMS:
        return node.text
    help = did_you_mean(
        node.text if isinstance(node, Scalar) else "",
        FORMS,
        "heavy_ball: v = βv − αg, w = w + v; average: v = βv + (1 − β)g, w = w − αv",
    )
    report(problem(node, "E532", "there is no such form of momentum", help))
    return FORMS[0]


def _steps(node: Node | None, report: Report) -> int:
    if node is None:
        return 1
    found = _number(node, "steps", report)
    if found is None:
        return 1
    if not isinstance(found.value, int):
        report(problem(node, "E534", "steps is a whole number", "write steps: 2"))
        return 1
    wrong = steps_problem(found.value)
    if wrong is not None:
        report(wrong._replace(place=node.place, path=node.path))
    return found.value


def steps_problem(steps: int) -> Problem | None:
    """What is wrong with a number of updates."""
    if steps < 1:
        said = "0 steps make no update" if steps == 0 else "the number of steps is negative"
        return Problem("E534", said, help="use at least one step")
    if steps > STEPS:
        return Problem("E534", f"{steps:,} steps are too many", help=f"use at most {STEPS:,}")
    return None


def _frozen(node: Node | None, network: Network, report: Report) -> tuple[str, ...]:
    if node is None:
        return ()
    items = node.items if isinstance(node, Sequence) else (node,)
    found = [_parameter(item, network, report) for item in items]
    return tuple(name for name in found if name is not None)


def _parameter(node: Node, network: Network, report: Report) -> str | None:
    """The parameter that a node names."""
    if not isinstance(node, Scalar):
        report(problem(node, "E535", "freeze lists names of parameters", "write freeze: [b1, b2]"))
        return None
    name = canonical(node.text.strip())
    parameters = network.names(PARAMETER)
    if name in parameters:
        return name
    declared = network.declared.get(name)
    if declared is not None:
        said = f"{name} is an {declared.kind}" if declared.kind == "input" else f"{name} is a {declared.kind}"
        report(problem(node, "E535", f"{said}; only parameters are trained", "take it out of the list"))
    else:
        otherwise = f"the parameters: {', '.join(parameters) or 'none'}"
        help = did_you_mean(name, parameters, otherwise, 0.5)
        report(problem(node, "E535", f"there is no parameter {name or node.text}", help))
    return None


def _rates(
    key: Scalar, settings: dict[str, Node], network: Network, frozen: tuple[str, ...], report: Report
) -> dict[str, Literal]:
    common = _rate(settings["rate"], "rate", report) if "rate" in settings else None
    own = _own_rates(settings.get("rates"), network, frozen, report)
    trained = [name for name in network.names(PARAMETER) if name not in frozen]
    if not trained:
        node = settings.get("freeze", key)
        help = "leave a parameter to be trained" if frozen else "write parameters: {W1: …}"
        report(problem(node, "E536", "there is no parameter to train", help))
    without = [name for name in trained if name not in own]
    if "rate" not in settings and without:
        said = "there is no rate" if not own else f"there is no rate for {', '.join(without)}"
        report(problem(key, "E533", said, "write rate: 0.1"))
    return {name: own.get(name) or common or Literal(0, False) for name in trained}


def _own_rates(
    node: Node | None, network: Network, frozen: tuple[str, ...], report: Report
) -> dict[str, Literal]:
    if node is None:
        return {}
    if not isinstance(node, Entries):
        report(problem(node, "E534", "rates gives a rate for each name", "write rates: {W1: 0.01}"))
        return {}
    found: dict[str, Literal] = {}
    for key, value in node.entries:
        name = _parameter(key, network, report)
        rate = _rate(value, "rate", report)
        if name in frozen:
            report(problem(key, "E535", f"{name} is frozen and has a rate", "keep one of the two"))
        elif name is not None and rate is not None:
            found[name] = rate
    return found
