"""Wide networks in process, in floats and with the formulas at hand; the peers are PyTorch and NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.harness import Benchmark, Setting, in_turns, memory, peer
from tests.benchmarks.solving import in_floats, solving

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from bpcalc.spec.network import Network

    Floats = NDArray[numpy.float64]

DENSE = """
inputs: {x: {random: [WIDTH], seed: 1}}
parameters:
  W1: {random: [WIDTH, WIDTH], seed: 2}
  W2: {random: [WIDTH, WIDTH], seed: 3}
layers:
  - z = W1 @ x
  - h = relu(z)
  - y = W2 @ h
of: y
wrt: x
"""
WIDE = DENSE.replace("of: y\nwrt: x\n", "target: {t: {random: [WIDTH], seed: 4}}\nloss: l = norm(y - t)^2\n")
BATCH = """
batch: rows
inputs: {X: {random: [ROWS, WIDTH], seed: 1}}
parameters:
  W1: {random: [WIDTH, WIDTH], seed: 2}
  W2: {random: [WIDTH, WIDTH], seed: 3}
target: {T: {random: [ROWS, WIDTH], seed: 4}}
layers:
  - Z = X @ W1
  - H = relu(Z)
  - Y = H @ W2
loss: l = norm(Y - T)^2
"""


def gradients(setting: Setting) -> float:
    """Two layers of width 1024, 256 examples."""
    width, rows = (16, 4) if setting.small else (1024, 256)
    network = _network(BATCH.replace("ROWS", str(rows)), width)
    x, w1, w2, t = (_value(network, name) for name in ("X", "W1", "W2", "T"))

    def by_hand() -> tuple[object, ...]:
        z = x @ w1
        h = z.clip(0)
        d = h @ w2 - t
        dy = 2 * d
        dz = dy @ w2.T * (z > 0)
        return (d * d).sum(), h.T @ dy, x.T @ dz, dz @ w1.T

    return in_turns(solving(network), by_hand, setting)


def dense(setting: Setting) -> float:
    """∂y/∂x as a matrix, the worst of three widths."""
    return max(_dense(width, setting) for width in ((8,) if setting.small else (256, 1024, 2048)))


def _dense(width: int, setting: Setting) -> float:
    torch = peer("torch")
    torch.set_num_threads(1)
    network = _network(DENSE, width)
    x, w1, w2 = (torch.tensor(_value(network, name)) for name in ("x", "W1", "W2"))
    jacobian = torch.func.jacrev(lambda x: w2 @ torch.relu(w1 @ x))
    flat = x[:, 0]
    return in_turns(solving(network), lambda: jacobian(flat), setting)


def dense_memory(setting: Setting) -> float:
    """The peak while ∂y/∂x of width 2048 comes about ÷ its own size."""
    width = 1024 if setting.small else 2048  # smaller ones disappear in what was freed before
    before = f"""
import numpy
from bpcalc.calculus.derivation import derivation
from bpcalc.calculus.solve import prepared, solved
from bpcalc.spec.graph import graph
from bpcalc.spec.reader import loads
found, drawn = loads({DENSE.replace("WIDTH", "2")!r}), numpy.random.default_rng(1)
for name, columns in (("x", 1), ("W1", {width}), ("W2", {width})):
    given = found.declared[name].given._replace(array=drawn.standard_normal(({width}, columns)))
    found.declared[name] = found.declared[name]._replace(given=given)
formulas = prepared(found, derivation(found, graph(found, found.cases[0])))
numpy.ones((64, 64)) @ numpy.ones((64, 64))  # the library takes its own room now
"""
    work = "done = solved(found, found.cases[0], formulas)"
    return memory(before, work, setting) / (8 * width * width)


def wide(setting: Setting) -> float:
    """Width 4096, one example: everything that is solved ÷ the gradients alone."""
    torch = peer("torch")
    torch.set_num_threads(1)
    network = _network(WIDE, 16 if setting.small else 4096)
    leaves = [torch.tensor(_value(network, name), requires_grad=True) for name in ("x", "W1", "W2")]
    target = torch.tensor(_value(network, "t"))

    def by_torch() -> None:
        x, w1, w2 = leaves
        for leaf in leaves:
            leaf.grad = None
        ((w2 @ torch.relu(w1 @ x) - target) ** 2).sum().backward()

    return in_turns(solving(network), by_torch, setting)


def _network(text: str, width: int) -> Network:
    from bpcalc.spec.reader import loads

    return in_floats(loads(text.replace("WIDTH", str(width))))


def _value(network: Network, name: str) -> Floats:
    given = network.declared[name].given
    assert given is not None
    return given.array


BENCHMARKS = (
    Benchmark(
        "gradients", "all gradients, width 1024, batch 256, two layers ÷ NumPy by hand", 1.15, 1.05, gradients
    ),
    Benchmark("dense", "∂y/∂x at widths 256, 1024, 2048 ÷ `torch.func.jacrev`", 0.5, 0.3, dense),
    Benchmark("dense-memory", "the peak memory of that ÷ the result", 2.5, 1.5, dense_memory),
    Benchmark("wide", "width 4096, one example: solved ÷ gradients of PyTorch", 1.0, 0.5, wide),
)
