"""`bpcalc hessian` and `bpcalc run` with other seeds: pages, JSON, and bad input."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from bpcalc.cli.exits import DONE, SPEC, USAGE
from bpcalc.cli.main import bpcalc, ending
from bpcalc.formats.lines import cells

HALF = (
    "title: Half\ninputs: {x: [0.5, -1, 2], y: [1, 1, 1]}\nparameters: {v: [1, 2, 3]}\n"
    "loss: L = 1/2 * x.T @ v @ v.T @ x\n"
)
ROSENBROCK = "title: R\ninputs: {x: [-1.2, 1]}\nloss: f = (1 - x[0])^2 + 100 * (x[1] - x[0]^2)^2\n"


def run(*arguments: str, text: str | None = None, width: int = 80) -> Result:
    environment = {"COLUMNS": str(width), "PYTHONIOENCODING": "utf-8"}
    return CliRunner().invoke(bpcalc, [*arguments], input=text, env=environment)


def page(*arguments: str, text: str | None = None, width: int = 80) -> str:
    """The words of the page, line breaks of the layout undone."""
    done = run(*arguments, text=text, width=width)
    assert done.exit_code == DONE, done.output
    return " ".join(done.stdout.split())


WEIGHTS = (
    "inputs: {x: [1, 2]}\nparameters: {W: [[1, 0], [2, 1]]}\nlayers: [z = W @ x, q = z^2]\nloss: l = sum(q)\n"
)


def test_the_page_counts_entries_as_the_spec_does() -> None:
    """By columns ∂z/∂W = xᵀ ⊗ I and ∂²ℓ/∂W² = 2 (x xᵀ) ⊗ I, as `run` has it."""
    text = WEIGHTS + "conventions: {vec: columns}\n"
    said = page("hessian", "-", text=text)
    assert "∂z/∂W = xᵀ ⊗ I" in said
    assert "∂z/∂W = xᵀ ⊗ I" in page("run", "-", text=text)
    assert "⎡ 2 0 4 0 ⎤ ⎢ 0 2 0 4 ⎥ ⎢ 4 0 8 0 ⎥ ⎣ 0 4 0 8 ⎦" in said
    assert "matrices column by column" in said


def test_the_page_turns_jacobians_with_the_layout() -> None:
    """∂z/∂W is 4×2, and what it is multiplied with stands on its other side."""
    said = page("hessian", "-", text=WEIGHTS + "conventions: {layout: denominator}\n")
    assert "∂z/∂W = I ⊗ x " in said
    assert "∂²ℓ/∂z∂W = 2·∂z/∂W · diag(∂ℓ/∂q)" in said
    assert "⎡ 2 0 ⎤ ⎢ 4 0 ⎥ ⎢ 0 2 ⎥ ⎣ 0 4 ⎦ 4×2" in said
    assert "a row for each entry of b and a column for each entry of a" in said


def test_the_hessian_of_the_exercise() -> None:
    """H = 2 v vᵀ in a formula and in numbers, and the check of its symmetry."""
    said = page("hessian", "quadratic-form", "--wrt", "x")
    assert "∂²L/∂x² = 2·v vᵀ" in said
    assert "⎢ 4 8 12 ⎥" in said
    assert "Symmetric, exactly: checked." in said


@pytest.mark.parametrize("times", ["y", "[1, 1, 1]", "[[1], [1], [1]]"])
def test_the_product_of_the_exercise(times: str) -> None:
    """By a name of the spec or by numbers: [6, 12, 18] with H and from the right without it."""
    said = page("hessian", "-", "--wrt", "x", "--times", times, text=HALF)
    assert "⎢ 2 4 6 ⎥ · ⎢ 1 ⎥ = ⎢ 12 ⎥" in said
    assert "⎢ 2 ⎥ · [ 6 ] = ⎢ 12 ⎥" in said
    assert "with h = 1e-5" in said


@pytest.mark.parametrize("line", ["H[0, 1] = −400·x[0]", "H[1, 1] = 200", "⎡ 1330 480 ⎤"])
def test_rosenbrock_is_shown_entry_by_entry(line: str) -> None:
    """Where the matrix formula picks entries, each entry has a formula."""
    assert line in page("hessian", "-", "--wrt", "x", text=ROSENBROCK)


@pytest.mark.parametrize(
    "line",
    [
        "∂a₁/∂x = diag(1 − a₁²) · ∂s₁/∂x",
        "∂²ℓ/∂ỹ∂x = 2 · ∂ỹ/∂x",
        "∂²ℓ/∂x² = W₁ᵀ · ∂²ℓ/∂s₁∂x",
    ],
)
def test_every_step_is_shown(line: str) -> None:
    """How quantities, then first derivatives, change with x."""
    assert line in page("hessian", "tanh-sigmoid", "--wrt", "x", width=200)


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("arguments", [("tanh-sigmoid", "--wrt", "x,W2"), ("gated-softmax",), ("batch-mse",)])
def test_no_line_is_too_wide(arguments: tuple[str, ...], width: int) -> None:
    """With all matrices."""
    done = run("hessian", *arguments, width=width)
    assert done.exit_code == DONE
    assert max(map(cells, done.stdout.splitlines())) <= width


def test_json_has_formulas_and_exact_numbers() -> None:
    """The Hessian by its name, and its product."""
    record = json.loads(run("hessian", "-", "--wrt", "x", "--times", "y", "--json", text=HALF).stdout)
    (case,) = record["cases"]
    assert record["schema"] == "bpcalc.hessian/1"
    assert case["hessians"]["d2L/dx/dx"]["formula"] == "v @ v.T"
    assert case["hessians"]["d2L/dx/dx"]["exact"][2] == ["3", "6", "9"]
    assert case["products"][0]["value"] == [[6], [12], [18]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--wrt", "xx"), "did you mean x?"),
        (("--wrt", "x", "--times", "yy"), "did you mean y?"),
        (("--wrt", "x", "--times", "[1, 2]"), "the vector is 2×1, but x is 3×1"),
        (("--wrt", "x", "--times", "[1, a, 2]"), "--times:1:5"),
        (("--wrt", "x", "--times", "[1, 2"), "--times"),
        (("--of", "x"), "x is given, not computed"),
        (("--case", "a"), "there is no case a"),
    ],
)
def test_bad_requests(arguments: tuple[str, ...], said: str) -> None:
    """Each with what is wrong and exit code 3."""
    done = run("hessian", "-", *arguments, text=HALF)
    assert said in " ".join(done.stderr.split())
    assert done.exit_code != DONE


def test_one_direction_shows_every_product() -> None:
    """∂z₁/∂t is ∂z₁/∂x times the direction."""
    said = page("run", "relu-net", "--case", "a", "--mode", "forward", "--direction", "x=[1,0]")
    assert "x = x₀ + t·v" in said
    assert "∂z₁/∂t = ∂z₁/∂x · ∂x/∂t" in said
    assert "∂ℓ/∂t = -1" in said


def test_an_upstream_gradient_is_an_equation() -> None:
    """s = Σ G ⊙ h, and the gradient is the transposed Jacobian times G."""
    said = page("run", "composition", "--upstream", "[1, 2]")
    assert "∂s/∂x = W₁ᵀ W₂ᵀ G" in said
    assert "⎡ 5 ⎤" in said


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--direction", "x"), USAGE, "write x=[1,0]"),
        (("--direction", "x=[1,0]", "--upstream", "1"), USAGE, "choose one"),
        (("--direction", "x=[1,0]", "--wrt", "x"), USAGE, "leave out --wrt"),
        (("--direction", "x=[1,2,3]"), SPEC, "the direction is 3×1, but x is 2×1"),
        (("--direction", "xx=[1]"), USAGE, "did you mean x?"),
        (("--direction", "z1=[1,1]"), SPEC, "z1 is computed from others"),
        (("--upstream", "[1, 2]"), SPEC, "the upstream gradient is 2×1, but l is 1×1"),
    ],
)
def test_bad_seeds(
    arguments: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Told with what to do."""
    assert ending(["run", "relu-net", *arguments]) == code
    assert said in " ".join(capsys.readouterr().err.split())
