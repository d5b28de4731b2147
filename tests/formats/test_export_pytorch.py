"""PyTorch scripts; where PyTorch is installed they are run."""

from __future__ import annotations

import re

import pytest

from bpcalc.errors import InputError
from bpcalc.formats.export_pytorch import pytorch_script
from tests.calculus.random_networks import network
from tests.calculus.random_pipelines import pipeline
from tests.reference.exported import CASES, FIRST, SPECS, export, run, shipped

SEQUENTIAL = ["relu-net", "tanh-sigmoid", "tanh-sigmoid-bce", "three-weight-matrices"]
"""The shipped networks that are pipelines of linear layers and activations."""

LACKING = re.compile(r"\b(max|maxpool|min|sort)'")


def ran(script: str) -> None:
    pytest.importorskip("torch")
    run(script)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_the_script_of_every_network_agrees(name: str, case: str | None) -> None:
    """PyTorch finds the values and the gradients of the solution."""
    ran(pytorch_script(shipped(name, case)))


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_the_script_of_a_spec_agrees(spec: str) -> None:
    """At kinks and ties too, in every convention."""
    ran(pytorch_script(export(spec)))


@pytest.mark.parametrize("number", FIRST.values(), ids=FIRST)
def test_the_script_of_a_random_network_agrees(number: int) -> None:
    """One network for each function and operation of the language; four are refused."""
    made = export(network(number).spec)
    if LACKING.search(network(number).spec):
        with pytest.raises(InputError, match="E741"):
            pytorch_script(made)
    else:
        ran(pytorch_script(made))


@pytest.mark.parametrize("number", range(60))
def test_the_script_of_a_random_pipeline_agrees(number: int) -> None:
    """Single examples, rows and columns; nn.Sequential where it can be."""
    ran(pytorch_script(export(pipeline(number).pipeline)))


@pytest.mark.parametrize(("name", "case"), CASES)
def test_pipelines_are_sequential(name: str, case: str | None) -> None:
    """Linear layers and activations, whichever form the spec has; everything else is plain tensors."""
    assert ("nn.Sequential(" in pytorch_script(shipped(name, case))) == (name in SEQUENTIAL)


def test_a_pipeline_reads_as_in_pytorch() -> None:
    """A model, its weights, a forward and a backward pass."""
    assert (
        "x = torch.tensor([1.0, 0.0], requires_grad=True)\n"
        "y = torch.tensor([2.0])\n"
        "\n"
        "model = nn.Sequential(\n"
        "    nn.Linear(2, 2),              # z1\n"
        "    nn.ReLU(),                    # z2\n"
        "    nn.Linear(2, 1, bias=False),  # yhat\n"
        ")\n"
        "with torch.no_grad():\n"
        "    model[0].weight.copy_(torch.tensor([[1.0, -2.0], [0.0, 2.0]]))  # W1\n"
        "    model[0].bias.copy_(torch.tensor([0.0, -1.0]))  # b1\n"
        "    model[2].weight.copy_(torch.tensor([[1.0, -1.0]]))  # W2\n"
        "\n"
        "# Forward pass.\n"
        "yhat = model(x)\n"
        "l = 1/2 * torch.sum((yhat - y)**2)\n"
        "\n"
        "# Backward pass: PyTorch applies the chain rule, from l on.\n"
        "l.backward()\n"
    ) in pytorch_script(shipped("relu-net", "a"))


@pytest.mark.parametrize(
    ("slope", "line"),
    [
        ("0", "z = torch.relu(x)"),
        ("1/2", "z = torch.maximum(x, torch.tensor(0.0))"),
        ("1", "z = torch.where(x >= 0, x, 0.0)"),
    ],
)
def test_the_slope_of_relu_at_0_is_that_of_the_spec(slope: str, line: str) -> None:
    """PyTorch's own is 0; the script says where it takes another one."""
    spec = (
        f"inputs: {{x: [1, 0]}}\nconventions: {{relu_at_zero: {slope}}}\nlayers: [z = relu(x)]\nloss: sum(z)"
    )
    script = pytorch_script(export(spec))
    assert line in script.splitlines()
    assert (f"# relu'(0) is {slope} here" in script) == (slope != "0")


def test_a_pipeline_with_another_slope_is_no_nn_relu() -> None:
    """nn.ReLU has the slope 0 at 0."""
    spec = (
        "conventions: {relu_at_zero: 1}\ninputs: {x: [1, 0]}\ntarget: {y: 2}\n"
        "layers:\n  - linear: {weights: [[1, 2]]}\n  - relu\nloss: mse\n"
    )
    assert "Sequential" not in pytorch_script(export(spec))
    assert "nn.MSELoss()(yhat, y)" in pytorch_script(export(spec.replace("zero: 1", "zero: 0")))


def test_a_function_that_pytorch_lacks_is_named() -> None:
    """With the equation that uses it, and its place."""
    spec = "inputs: {x: [1, 2]}\nlayers:\n  - h = x * 2\n  - z = max'(h)\nloss: sum(z)\n"
    with pytest.raises(InputError, match="E741: PyTorch has no max', which the equation of z uses") as error:
        pytorch_script(export(spec))
    (problem,) = error.value.problems
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (4, 5)
    assert "functions:" in problem.help
