"""`bpcalc derive`: its page, its data, and what it says about bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bpcalc.cli.main import ending
from tests.calculus.chains import nested, twice_used
from tests.calculus.derivations import NETWORKS, SPECS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line: exit code, stdout, stderr."""

    def command(*args: str) -> tuple[int, str, str]:
        code = ending(["derive", *args])
        out, err = capsys.readouterr()
        return code, out, err

    return command


def spec(folder: Path, text: str) -> str:
    """The path of a spec with this text."""
    path = folder / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("options", [(), ("--expand", "--notation", "bar"), ("--layout", "denominator")])
@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_derives(run: Run, name: str, options: tuple[str, ...]) -> None:
    """Each shipped network has a page, with no line wider than asked except a single formula."""
    code, out, err = run(name, *options)
    assert (code, err) == (0, "")
    assert "Local Jacobians" in out


def test_the_page_says_what_a_course_asks(run: Run, tmp_path: Path) -> None:
    """The forward table, sizes, entries, the chain rule and gradients, in this order."""
    _, out, _ = run(spec(tmp_path, SPECS["regression"]))
    expected = [
        "Given: x n×1, W₁ h×n, b₁ h×1, W₂ K×h, b₂ K×1, y K×1.",
        "3·relu(s₁)     s₁      a₁       h×1",
        "∂s₁/∂W₁ = I ⊗ xᵀ               h×(h·n), Kronecker product",
        "(∂a₁/∂s₁)ᵢⱼ = 3 if i = j and s₁ᵢ > 0, else 0",
        "∂C/∂yt = 2·(yt − y)ᵀ          1×K",
        "∂C/∂a₁ = ∂C/∂s₂ · ∂s₂/∂a₁ = ∂C/∂yt · ∂yt/∂s₂ · W₂",
        "∂C/∂W₂ = (∂C/∂s₂)ᵀ a₁ᵀ = 2·(yt − y) a₁ᵀ                    K×h",
    ]
    places = [out.index(line) for line in expected]
    assert places == sorted(places)


def test_json_has_the_whole_derivation(run: Run, tmp_path: Path) -> None:
    """Schema bpcalc.derive/1, formulas in the language."""
    _, out, _ = run(spec(tmp_path, SPECS["regression"]), "--json")
    data = json.loads(out)
    assert data["schema"] == "bpcalc.derive/1"
    assert data["quantities"]["a1"] == {
        "kind": "result", "shape": ["h", 1], "equation": "3 * relu(s1)",
        "expanded": "3 * relu(W1 @ x + b1)",
    }  # fmt: skip
    assert data["jacobians"]["da1/ds1"] == {
        "formula": "3 * diag(relu'(s1))", "shape": ["h", "h"], "structure": "diagonal",
        "entries": {"rows": ["i"], "columns": ["j"], "formula": "3 if i == j and s1[i] > 0, else 0"},
    }  # fmt: skip
    assert data["chain"][1]["result"] == "dC/ds2"
    assert data["gradients"]["W2"] == {
        "shape": ["K", "h"], "formula": "2 * ((yt - y) @ a1.T)",
        "expanded": "6 * ((3 * (W2 @ relu(W1 @ x + b1)) + b2 - y) @ relu(W1 @ x + b1).T)",
    }  # fmt: skip


def test_output_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    """-o writes the page and prints nothing."""
    target = tmp_path / "page.txt"
    assert run("relu-net", "-o", str(target))[:2] == (0, "")
    assert "∂z₁/∂x = W₁" in target.read_text(encoding="utf-8")


def test_of_and_wrt_choose_the_derivative(run: Run) -> None:
    """Any quantity by any other; a result that is no 1×1 gives whole Jacobians."""
    _, out, _ = run("relu-net", "--of", "z2", "--wrt", "x")
    assert "∂z₂/∂x = ∂z₂/∂z₁ · ∂z₁/∂x = ∂z₂/∂z₁ · W₁ = diag(relu'(z₁)) W₁" in out


def test_ascii_where_the_output_carries_no_unicode() -> None:
    """A complete page in ASCII."""
    from bpcalc.cli.derive import command

    result: Result = CliRunner(charset="ascii").invoke(command, ["relu-net"])
    assert result.exit_code == 0
    assert result.stdout_bytes.isascii()


# -- bad input -----------------------------------------------------------------------------


def test_sizes_that_do_not_match_name_both_origins(run: Run, tmp_path: Path) -> None:
    """n columns against m rows: where W and x were given their sizes."""
    path = spec(tmp_path, "shapes:\n  W: [k, n]\n  x: m\nlayers:\n  - z = W @ x\n")
    code, _, err = run(path)
    assert code == 3
    assert "E310" in err
    assert "n columns meet m rows" in err
    assert "W (2:3) has n columns" in err
    assert "x (3:3) has m rows" in err


def test_a_name_with_neither_value_nor_shape(run: Run, tmp_path: Path) -> None:
    """Nothing can be said about its size."""
    code, _, err = run(spec(tmp_path, "inputs: [x]\nlayers:\n  - z = 2 * x\n"))
    assert code == 3
    assert "E514" in err
    assert "x has no value" in err
    assert "under shapes:" in err


@pytest.mark.parametrize(
    ("option", "value", "code"), [("--of", "q", "E301"), ("--wrt", "xx", "E301"), ("--case", "z", "E517")]
)
def test_names_that_do_not_exist(run: Run, option: str, value: str, code: str) -> None:
    """An unknown quantity or case is refused with the known ones."""
    ended, _, err = run("relu-net", option, value)
    assert ended == 2
    assert code in err


def test_abstract_functions_have_no_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`bpcalc run` cannot compute with them and says what can."""
    text = "inputs: {x: [1, 2]}\nfunctions: {sigma: abstract elementwise}\nlayers:\n  - a = sigma(x)\n"
    assert ending(["run", spec(tmp_path, text)]) == 3
    err = capsys.readouterr().err
    assert "E601" in err
    assert "bpcalc derive" in err


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_an_abstract_function_has_no_second_derivative(run: Run, form: tuple[str, ...]) -> None:
    """It is said as every other problem is, with and without --json."""
    code, out, err = run("abstract-composition", "--hessian", *form)
    assert code == 3
    assert "E317" in out + err
    assert "internal error" not in err


def test_what_is_too_long_to_write_out_is_refused(run: Run, tmp_path: Path) -> None:
    """Twenty equations that use each result twice: the line would have a million operations."""
    code, out, err = run(spec(tmp_path, twice_used(20)), "--expand")
    assert (code, out) == (3, "")
    assert "error[E724]: written out, x20 is too long\n" in err
    assert "a formula has at most 20,000 operations, nested at most 200 deep" in err
    assert "leave out --expand and --hessian" in err


def test_without_expand_the_chain_rule_is_there_and_long_gradients_are_not(run: Run, tmp_path: Path) -> None:
    code, out, err = run(spec(tmp_path, twice_used(40)))
    assert (code, err) == (0, "")
    assert "∂L/∂x₀ = ∂L/∂x₂ · ∂x₂/∂x₀" in out
    assert "∂L/∂x₀ has too long a formula to write; the chain rule above makes it up." in out


def test_json_has_null_for_what_is_too_long(run: Run, tmp_path: Path) -> None:
    _, out, _ = run(spec(tmp_path, twice_used(40)), "--json")
    data = json.loads(out)
    assert data["gradients"]["x0"] == {"shape": [2, 1], "formula": None, "expanded": None}
    assert data["quantities"]["x3"]["expanded"] == "tanh(tanh(x1 + x0) + x1)"
    assert data["quantities"]["x41"]["expanded"] is None


def test_a_formula_nested_too_deep_is_refused(run: Run, tmp_path: Path) -> None:
    """It has few operations: each result is squared."""
    code, _, err = run(spec(tmp_path, nested(190, "{0} * {0} + 1/3")), "--expand")
    assert code == 3
    assert "error[E724]: written out, x" in err
