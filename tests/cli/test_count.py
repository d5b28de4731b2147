"""`bpcalc count`: its page, its JSON, and what it says to bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bpcalc.cli.exits import SPEC
from bpcalc.cli.main import bpcalc, ending
from bpcalc.cli.specs import shipped
from bpcalc.formats.lines import cells

FOUR = "title: Four\nshapes: {v: n, y1: n, y2: m}\nlayers:\n  - Z = v @ v.T @ y1 @ y2.T\n"
HVP = "title: Product\nshapes: {v: n, y: n}\nlayers:\n  - z = v @ v.T @ y\n"
FORM = "title: Form\ninputs: [x]\nparameters: [v]\nshapes: {v: n, x: n}\nlayers:\n  - L = x.T @ v @ v.T @ x\n"


def run(*arguments: str, text: str | None = None, width: int = 80) -> Result:
    environment = {"COLUMNS": str(width), "PYTHONIOENCODING": "utf-8"}
    return CliRunner().invoke(bpcalc, ["count", *arguments], input=text, env=environment)


def page(*arguments: str, text: str | None = None, width: int = 80) -> str:
    """The words of the page, line breaks of the layout undone."""
    done = run(*arguments, text=text, width=width)
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def test_the_first_sentence_answers_the_question() -> None:
    """How many operations, in reverse and in forward mode."""
    assert (
        "∂ℓ/∂x takes 14 operations (10 × and 4 +) in reverse accumulation and 20 operations "
        "(14 × and 6 +) in forward accumulation." in page("relu-net")
    )


@pytest.mark.parametrize(
    "line",
    [
        "reverse accumulation structured 8 2 10",
        "∂ℓ/∂z₁ = ∂ℓ/∂z₂ · ∂z₂/∂z₁ (1×2)(2×2) 4 2 6 8 2",
        "∂ℓ/∂W₁ = ∂ℓ/∂z₁ · ∂z₁/∂W₁ reverse, full 8 4 12",
        "∂ℓ/∂W₁ reverse, outer 4 0 4",
        "∂ℓ/∂W₁ forward 28 12 40",
        "No bracketing of the chain is cheaper than reverse accumulation (all were compared).",
        "Cases a, b and c have the same shapes",
    ],
)
def test_the_page_of_the_first_exercise(line: str) -> None:
    """Totals, lines of products, parameters, and what is proved."""
    assert line in page("relu-net")


@pytest.mark.parametrize(
    "line",
    [
        "Right to left wins when m < n, left to right when m > n.",
        "Multiplications, right to left less left to right: 2·n·(m − n).",
        "Memory, right to left less left to right: (n + 1)·(m − n).",
        "Fewest multiplications over all bracketings: m·n + n + min(m, n).",
        "Neither left to right nor right to left is best.",
        "Checked by carrying the products out and counting",
    ],
)
def test_the_page_of_four_matrices(line: str) -> None:
    """When each order wins, in symbols."""
    assert line in page("-", text=FOUR)


def test_the_page_of_a_quadratic_form() -> None:
    """The second derivative, with and without a second array."""
    assert "2·n² 0 2·n² + n n² + n" in page("-", text=FORM)


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("text", [FOUR, HVP, FORM, None])
def test_no_line_is_wider_than_the_terminal(width: int, text: str | None) -> None:
    """Tables that do not fit are stacked."""
    done = run("-" if text else "relu-net", text=text, width=width)
    assert done.exit_code == 0
    assert max(cells(line) for line in done.stdout.splitlines()) <= width


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("name", shipped())
def test_every_shipped_network_can_be_counted(name: str, width: int) -> None:
    """Graphs, batches, unknown functions, symbols: each has a page that fits and a JSON record."""
    done = run(name, width=width)
    assert done.exit_code == 0
    assert max(cells(line) for line in done.stdout.splitlines()) <= width
    assert json.loads(run(name, "--json").stdout)["schema"] == "bpcalc.count/1"


def test_a_mistake_is_named() -> None:
    """The 2×2 Jacobian of a weight matrix comes first for 6."""
    found = page("relu-net", "--explain", "6")
    assert "1. Reverse, beside what is stored: ∂ℓ/∂W₁" in found
    assert "A mistake: ∂z₁/∂W₁ is taken for 2×2, the shape of W₁; as a Jacobian it is 2×4." in found


def test_a_number_without_a_story_says_so() -> None:
    """And which numbers near it have one."""
    found = page("relu-net", "--explain", "7")
    assert "No order, unit or convention known here gives 7." in found
    assert "The nearest below it is 6" in found
    assert "The nearest above it is 8" in found


def test_a_number_against_polynomials_says_so() -> None:
    """Symbolic counts are asked for in symbols."""
    assert "The counts of this network are polynomials" in page("-", "--explain", "6", text=FOUR)
    assert "1. Z computed as v (vᵀ (y₁ y₂ᵀ)), multiplications" in page("-", "--explain", "3*m*n", text=FOUR)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("-3", "-3 is negative"),
        ("1.5", "no count"),
        ("2 +", "no count"),
        ("1" + "0" * 25, "nothing here takes more than"),
        ("foo", "foo is no size of this network"),
    ],
)
def test_absurd_numbers_are_refused(number: str, said: str) -> None:
    """As a mistake on the command line."""
    done = CliRunner().invoke(bpcalc, ["count", "relu-net", f"--explain={number}"])
    assert done.exit_code == 2
    assert said in done.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shapes: {x: n, W: [m, m]}\nlayers:\n  - z = W @ x\n", "W is m×m"),
        ("shapes: {x: 0}\nlayers:\n  - z = sum(x)\n", "a size of 0 is out of range"),
        ("inputs: [x]\nlayers:\n  - z = sum(x)\n", "x has no value"),
    ],
)
def test_bad_specs_are_refused(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3, and the reason."""
    file = tmp_path / "spec.yaml"
    file.write_text(text, encoding="utf-8")
    assert ending(["count", str(file)]) == SPEC
    assert said in capsys.readouterr().err


def test_one_factor_needs_no_product() -> None:
    """A loss of one equation."""
    found = page("-", text="inputs: {x: [1, 2]}\nlayers:\n  - L = sum(x^2)\n")
    assert "∂L/∂x is a local Jacobian: no product is needed, 0 operations." in found


def test_json_has_the_same_numbers() -> None:
    """Schema bpcalc.count/1."""
    record = json.loads(run("relu-net", "--format", "json", "--explain", "6").stdout)
    assert record["schema"] == "bpcalc.count/1"
    (group,) = record["groups"]
    assert group["cases"] == ["a", "b", "c"]
    assert group["targets"]["x"]["reverse"]["dense"]["total"] == 14
    assert group["targets"]["x"]["forward"]["dense"]["total"] == 20
    assert group["targets"]["W1"]["reverse"]["outer"]["total"] == 4
    assert group["best"]["proved"] is True
    assert "2×2" in group["explain"]["explanations"][0]["mistake"]


def test_json_has_polynomials_as_formulas() -> None:
    """They can be read back."""
    (group,) = json.loads(run("-", "--json", text=FOUR).stdout)["groups"]
    (product,) = group["products"]
    assert product["fewest_multiplications"] == "m*n + n + min(m, n)"
    assert product["right_to_left_less_left_to_right"][0]["right_to_left_wins"] == "m < n"


def test_another_unit_decides_by_multiplications() -> None:
    """The convention of the spec is the one in force."""
    text = (
        "inputs: {x: [1, 2]}\nconventions: {count: multiplications}\nlayers:\n  - h = 2 * x\n  - L = sum(h)\n"
    )
    assert "∂L/∂x takes 4 multiplications in reverse accumulation" in page("-", text=text)


def test_the_convention_in_force_gives_the_first_sentence() -> None:
    """Ten operations for the first exercise when products are structured."""
    lines = (
        Path(shipped()["relu-net"]).read_text(encoding="utf-8") + "\nconventions: {products: structured}\n"
    )
    assert "10 operations (8 × and 2 +) in reverse accumulation" in page("-", text=lines)


def test_the_report_goes_to_a_file(tmp_path: Path) -> None:
    """`-o`."""
    file = tmp_path / "counts.txt"
    assert run("relu-net", "-o", str(file)).exit_code == 0
    assert "14 operations" in file.read_text(encoding="utf-8")
