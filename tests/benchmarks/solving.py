"""Small networks in process: solving, proving, training; the peers are PyTorch and NumPy by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.benchmarks.harness import Benchmark, Setting, Work, in_turns, peer

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from bpcalc.calculus.solution import Solution
    from bpcalc.spec.network import Given, Network

    Floats = NDArray[numpy.float64]

RATE = 0.5


def at_hand(setting: Setting) -> float:
    """Every value, Jacobian, product, gradient and the verification ÷ four jacrev and the gradients."""
    return in_turns(solving(in_floats(shipped("relu-net"))), _by_torch(), setting)


def derived(setting: Setting) -> float:
    """The same from the syntax of the equations on."""
    network = in_floats(shipped("relu-net"))
    return in_turns(lambda: _solved(network), _by_torch(), setting)


def exact(setting: Setting) -> float:
    """The same in whole numbers and fractions ÷ in floats."""
    network = shipped("relu-net")
    return in_turns(solving(network), solving(in_floats(network)), setting)


def prove(setting: Setting) -> float:
    """A claim about all 4⁶ inputs ÷ the same truths computed as one batch."""
    from bpcalc.calculus import proofs
    from bpcalc.spec.claims import claims_of

    network = shipped("indicator-permutation")
    claim = claims_of(network)[1]
    weights = [_given(network)[name] for name in ("W1", "W2", "W3")]
    assert proofs.prove(network, claim).verdict == "proved"
    assert _holds_by_hand(*weights)
    return in_turns(lambda: proofs.prove(network, claim), lambda: _holds_by_hand(*weights), setting)


def train(setting: Setting) -> float:
    """Ten thousand updates ÷ the same loop with matrices."""
    from bpcalc.calculus import updates
    from bpcalc.spec.update import update_of

    network = shipped("two-two-two")
    steps = 100 if setting.small else 10_000
    update = update_of(network)._replace(steps=steps)
    ours = updates.train(network, update, network.cases[0])
    theirs = _trained_by_hand(steps)
    assert abs(float(ours.losses[-2]) - theirs) < 1e-12
    return in_turns(
        lambda: updates.train(network, update, network.cases[0]), lambda: _trained_by_hand(steps), setting
    )


# -- ours ----------------------------------------------------------------------------


def shipped(name: str) -> Network:
    """A network that comes with bpcalc."""
    from bpcalc.cli.specs import source_of
    from bpcalc.spec.reader import network

    return network(source_of(name))


def in_floats(network: Network) -> Network:
    """The network with float64 values."""

    def floats(given: Given) -> Given:
        return given._replace(array=given.array.astype(float))

    declared = {
        name: one if one.given is None else one._replace(given=floats(one.given))
        for name, one in network.declared.items()
    }
    cases = tuple(
        case._replace(values={name: floats(given) for name, given in case.values.items()})
        for case in network.cases
    )
    return network._replace(declared=declared, cases=cases)


def solving(network: Network) -> Work:
    """Solves the first case with formulas that are there."""
    from bpcalc.calculus.derivation import derivation
    from bpcalc.calculus.solve import prepared, solved
    from bpcalc.spec.graph import graph

    case = network.cases[0]
    formulas = prepared(network, derivation(network, graph(network, case)))
    return lambda: solved(network, case, formulas)


def _solved(network: Network) -> Solution:
    from bpcalc.calculus.solve import solve

    return solve(network, case=network.cases[0].name)


def _given(network: Network) -> dict[str, Floats]:
    return {n: d.given.array.astype(float) for n, d in network.declared.items() if d.given is not None}


# -- theirs --------------------------------------------------------------------------


def _by_torch() -> Work:
    """The network of relu-net.yaml, case a."""
    torch = peer("torch")
    torch.set_num_threads(1)

    def matrix(*rows: list[float]) -> Any:
        return torch.tensor(rows, dtype=torch.float64)

    w1, b1, w2 = matrix([1, -2], [0, 2]), matrix([0], [-1]), matrix([1, -1])
    x, y = matrix([1], [0]), matrix([2])
    parts = (
        lambda x: w1 @ x + b1,
        torch.relu,
        lambda z: w2 @ z,
        lambda p: 0.5 * ((p - y) ** 2).sum(),
    )

    def work() -> object:
        at, jacobians = x, []
        for part in parts:
            jacobians.append(torch.func.jacrev(part)(at))
            at = part(at)
        leaves = [part.detach().clone().requires_grad_() for part in (w1, b1, w2, x)]
        v1, c1, v2, u = leaves
        (0.5 * ((v2 @ torch.relu(v1 @ u + c1) - y) ** 2).sum()).backward()
        return jacobians, [leaf.grad for leaf in leaves]

    return work


def _holds_by_hand(w1: Floats, w2: Floats, w3: Floats) -> bool:
    import numpy

    x = numpy.indices((4,) * 6).reshape(6, -1) + 1
    h1 = numpy.abs(w1 @ x) <= 1
    h2 = w2 @ h1 == 3
    wanted = (numpy.sort(x[:3], axis=0) == numpy.sort(x[3:], axis=0)).all(axis=0)
    return bool((((w3 @ h2)[0] >= 1) == wanted).all())


def _trained_by_hand(steps: int) -> float:
    """The loss before the last of the updates."""
    import numpy

    x, t = numpy.array([[0.05], [0.10]]), numpy.array([[0.01], [0.99]])
    w1, b1 = numpy.array([[0.15, 0.20], [0.25, 0.30]]), 0.35
    w2, b2 = numpy.array([[0.40, 0.45], [0.50, 0.55]]), 0.60
    losses = []
    for _ in range(steps):
        h = 1 / (1 + numpy.exp(-(w1 @ x + b1)))
        o = 1 / (1 + numpy.exp(-(w2 @ h + b2)))
        losses.append(float(0.5 * ((t - o) ** 2).sum()))
        d2 = (o - t) * o * (1 - o)
        d1 = (w2.T @ d2) * h * (1 - h)
        w2 = w2 - RATE * d2 @ h.T
        w1 = w1 - RATE * d1 @ x.T
    return losses[-1]


BENCHMARKS = (
    Benchmark(
        "solving",
        "solving relu-net in floats, formulas at hand ÷ four `torch.func.jacrev` and the gradients",
        0.25,
        0.1,
        at_hand,
    ),
    Benchmark("derived", "the same with the derivation included", 1.5, 0.7, derived),
    Benchmark("exact", "the same exact ÷ in floats", 1.5, 1.0, exact),
    Benchmark("prove", "`prove` over 4⁶ inputs ÷ the same batch in NumPy", 3, 1.5, prove),
    Benchmark("train", "10,000 steps of two-two-two ÷ the same loop in NumPy", 5, 2, train),
)
