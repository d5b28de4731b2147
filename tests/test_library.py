"""bpcalc as a library: what a notebook gets, and what importing it costs."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy
import pytest

import bpcalc
from bpcalc import public

ROOT = Path(__file__).parents[1]
NETWORKS = ROOT / "networks"
TEXT = "inputs: {x: [1, 0]}\nparameters: {W: [[1, -2], [0, 2]]}\nloss: l = 1/2 * norm(W @ x)^2\n"
VIEWS = ("quantities", "gradients", "adjoints", "jacobians", "totals", "counts", "problem")


def modules_after(code: str) -> set[str]:
    """The top-level modules that a line of Python has loaded at its end."""
    code += "\nimport sys; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.split())


def test_importing_costs_nothing() -> None:
    """NumPy, yaml and the rest come with the first use."""
    assert not {"numpy", "click", "rich", "yaml"} & modules_after(
        "import bpcalc; dir(bpcalc); bpcalc.InputError"
    )


def test_solving_needs_no_command_line() -> None:
    """Neither click nor rich."""
    modules = modules_after(f"import bpcalc; bpcalc.solve({TEXT!r})._repr_html_()")
    assert "numpy" in modules
    assert not {"click", "rich"} & modules


def test_the_public_names_are_there() -> None:
    """Each with a docstring; an unknown one is an AttributeError."""
    for name in bpcalc.__all__:
        assert name in dir(bpcalc)
        assert name == "__version__" or getattr(bpcalc, name).__doc__
    with pytest.raises(AttributeError, match="has no attribute 'sovle'"):
        bpcalc.sovle  # noqa: B018


def test_the_example_of_the_docstring_holds() -> None:
    """It is run as it stands."""
    assert doctest.testmod(public).attempted
    assert not doctest.testmod(public).failed


@pytest.mark.parametrize(
    "spec",
    [TEXT, bpcalc.loads(TEXT), NETWORKS / "quadratic-form.yaml", str(NETWORKS / "quadratic-form.yaml"),
     bpcalc.load(NETWORKS / "quadratic-form.yaml")],
    ids=["text", "network", "path", "path as text", "network of a path"],
)  # fmt: skip
def test_a_spec_comes_in_any_form(spec: Any) -> None:
    """A path, a text of several lines, or a network."""
    assert bpcalc.solve(spec).gradients["x"].shape[1] == 1


def test_gradients_are_arrays_in_the_shape_of_their_variable() -> None:
    """W x = [1, 0]ᵀ, so ∂l/∂W = [1, 0]ᵀ [1, 0] and ∂l/∂x = Wᵀ [1, 0]ᵀ."""
    solution = bpcalc.solve(TEXT)
    assert solution.gradients["W"].tolist() == [[1, 0], [0, 0]]
    assert solution.gradients["x"].tolist() == [[1], [-2]]
    assert solution.quantities["l"].tolist() == [[0.5]]
    assert {value.dtype for value in (*solution.gradients.values(), *solution.quantities.values())} == {
        numpy.dtype(numpy.float64)
    }


def test_a_solution_cannot_be_changed_by_its_arrays() -> None:
    """They are copies, those of floats too."""
    solution = bpcalc.solve(NETWORKS / "sigmoid-chain.yaml")
    before = solution.gradients["w1"].copy()
    solution.gradients["w1"][:] = 0
    assert solution.gradients["w1"] == before != 0


def test_cases_are_taken_by_name() -> None:
    """The numbers of the exercise."""
    solution = bpcalc.solve(NETWORKS / "relu-net.yaml")
    assert list(solution.cases) == ["a", "b", "c"]
    case = solution["a"]
    assert case.gradients["x"].ravel().tolist() == [-1, 2]
    assert case.adjoints["z1"].ravel().tolist() == [-1, 0]
    assert case.jacobians["z1", "W1"].tolist() == [[1, 0, 0, 0], [0, 0, 1, 0]]
    assert case.counts["reverse"]["l", "x"].total == 14
    assert (case.name, case.of, case.problem) == ("a", "l", None)
    assert bpcalc.solve(NETWORKS / "relu-net.yaml", case="b").gradients["x"].ravel().tolist() == [0, 2]


@pytest.mark.parametrize("view", VIEWS)
def test_several_cases_have_no_single_answer(view: str) -> None:
    """The error names them and says what to write."""
    solution = bpcalc.solve(NETWORKS / "relu-net.yaml")
    with pytest.raises(LookupError, match=rf'3 cases: a, b, c; write solution\["a"\]\.{view}$'):
        getattr(solution, view)


def test_an_unknown_case_is_a_key_error() -> None:
    """With the names there are."""
    with pytest.raises(KeyError, match="no case 'z'; the cases: a, b, c"):
        bpcalc.solve(NETWORKS / "relu-net.yaml")["z"]
    with pytest.raises(KeyError, match="there are no cases"):
        bpcalc.solve(TEXT)["a"]


def test_a_jacobian_stands_where_there_is_no_gradient() -> None:
    """∂h/∂x = W₂ W₁."""
    solution = bpcalc.solve(NETWORKS / "composition.yaml")
    assert solution.gradients == {}
    assert solution.totals["h", "x"].tolist() == [[7, 4], [-1, -3]]
    assert solution.of == "h"


@pytest.mark.parametrize("wrt", ["ŷ", ["yhat"], ("yhat",)])
def test_what_is_differentiated_is_chosen(wrt: Any) -> None:
    """By name, in any spelling."""
    solution = bpcalc.solve(NETWORKS / "relu-net.yaml", case="a", of="ℓ", wrt=wrt, mode="forward")
    assert {name: value.tolist() for name, value in solution.gradients.items()} == {"yhat": [[-1]]}


def test_an_unsolved_case_says_why() -> None:
    """It does not stop the others."""
    solution = bpcalc.solve("cases: {a: {x: 0}, b: {x: 2}}\nloss: l = 1 / x\n")
    assert "l has no finite value: 1 / 0" in (solution["a"].problem or "")
    assert solution["b"].gradients["x"].tolist() == [[-0.25]]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (
            "inputs: {x: [1, 2]}\nparameters: {W: [[1, 2, 3]]}\nloss: sum(W @ x)\n",
            "spec:3:13: error[E310]: W is 1×3",
        ),
        ("no-such.yaml", "no-such.yaml: error[E100]: there is no such file"),
        ("inputs: {x: [1, 2}\n", "error[E1"),
    ],
)
def test_errors_tell_what_the_command_line_tells(spec: str, said: str) -> None:
    """The place, the excerpt and what to do, as the message of the exception."""
    with pytest.raises(bpcalc.InputError) as error:
        bpcalc.solve(spec)
    assert said in str(error.value)
    assert "= help: " in str(error.value)
    assert error.value.problems


def test_wrong_arguments_are_refused() -> None:
    """A name that is no quantity, a mode that there is not."""
    with pytest.raises(bpcalc.InputError, match="q is not a quantity of this network"):
        bpcalc.solve(TEXT, wrt="q")
    with pytest.raises(ValueError, match='choose "reverse" or "forward"'):
        bpcalc.solve(TEXT, mode="backward")


def test_a_notebook_shows_the_worked_solution() -> None:
    """HTML for the notebook, without a style that would reach beyond it; LaTeX for its export."""
    solution = bpcalc.solve(NETWORKS / "relu-net.yaml")
    html = solution._repr_html_()
    assert "<math" in html
    assert "<style" not in html
    assert "Case b" in html
    assert "Case b" not in solution["a"]._repr_html_()
    assert "\\begin{" in solution["a"]._repr_latex_()


def test_a_terminal_shows_values_and_gradients() -> None:
    """As bpcalc run --brief does."""
    assert "∂l/∂W = W x xᵀ" in repr(bpcalc.solve(TEXT)).replace("ℓ", "l")
