"""`bpcalc gradcheck`: its page, its JSON, its exit codes, and what it says to bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bpcalc.calculus import differences
from bpcalc.calculus.solve import solve
from bpcalc.cli.exits import DONE, OUTPUT, SPEC, USAGE, WRONG
from bpcalc.cli.main import bpcalc, ending
from bpcalc.cli.specs import shipped
from bpcalc.formats import picture
from bpcalc.formats.lines import cells

SWEEP = ("--sweep", "1e-10:1e-1")


def run(*arguments: str, text: str | None = None, width: int = 80) -> Result:
    environment = {"COLUMNS": str(width), "PYTHONIOENCODING": "utf-8"}
    return CliRunner().invoke(bpcalc, ["gradcheck", *arguments], input=text, env=environment)


def page(*arguments: str, text: str | None = None) -> str:
    """The words of the page, line breaks of the layout undone."""
    done = run(*arguments, text=text)
    assert done.exit_code == DONE, done.output
    return " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "line",
    [
        "w₁ 24 24.0036 23.9964 24",
        "w₂ 24 24.0036 23.9964 24",
        "w₃ 16 16.0016 15.9984 16",
        "central (E(w + h) − E(w − h)) / 2h h²/6 · E'''",
        "All 3 derivatives agree with the central difference.",
    ],
)
def test_the_page_of_the_relu_chain(line: str) -> None:
    """The numbers of the exercise, the formulas of the quotients, the verdict."""
    assert line in page("relu-chain")


@pytest.mark.parametrize(
    "line",
    [
        "forward 1e-7 2.6e-7 about 2e-7",
        "backward 1e-7 2e-7 about 2e-7",
        "central 1e-5 5.8e-10 about 5e-5",
        "F forward B backward C central * more than one",
        "Why the curve is a U",
        "A ten times smaller step makes this error 10 times smaller (here 9.88 times).",
        "A ten times smaller step makes this error 100 times smaller (here 99.9 times).",
        "E = 55.3502 is computed to within about 5e-14, whatever h is.",
    ],
)
def test_a_sweep_explains_its_two_regimes(line: str) -> None:
    """Best steps, the legend of the plot, truncation and rounding with the numbers of this case."""
    assert line in page("sigmoid-chain", *SWEEP)


def test_where_nothing_is_truncated_the_page_says_so() -> None:
    """The ReLU chain is a square in every weight: a central difference is exact."""
    assert "Here the central error does not grow with h" in page("relu-chain", *SWEEP)


def test_a_kink_is_named() -> None:
    """With the function, the equation and the entries that cross it, and exit code 0."""
    said = page("gated-softmax", "--case", "kink", "--wrt", "b1")
    assert "relu in the equation of h sits exactly on its kink at entry [0, 0]; b₁[0] moves it" in said
    assert "This is no error." in said


def test_an_exact_tie_is_the_kink_itself() -> None:
    """Equal largest entries share the derivative; no smaller step would come off this kink."""
    said = page("-", text="inputs: {x: [2, 2, 1]}\nlayers:\n  - m = max(x)\n")
    assert "max in the equation of m sits exactly on its kink; x[0] and x[1] move it" in said
    apart = page("-", text="inputs: {x: [2, 2.00001, 1]}\nlayers:\n  - m = max(x)\n")
    assert "has its kink between two of the points" in apart


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("name", ["sigmoid-chain", "batch-mse", "relu-net"])
def test_no_line_is_too_wide(name: str, width: int) -> None:
    """With the plot and all tables."""
    done = run(name, *SWEEP, width=width)
    assert max(map(cells, done.stdout.splitlines())) <= width


def test_json_has_every_number() -> None:
    """Entries with quotients and errors, the sweep with its best steps."""
    done = run("sigmoid-chain", *SWEEP, "--json")
    record = json.loads(done.stdout)
    (case,) = record["cases"]
    assert record["schema"] == "bpcalc.gradcheck/1"
    assert [entry["name"] for entry in case["entries"]] == ["w1", "w2", "w3"]
    assert case["agrees"] is True
    assert case["sweep"]["best"]["central"]["step"] == 1e-5
    assert len(case["sweep"]["errors"]["forward"]) == 10
    entry = case["entries"][0]
    assert entry["errors"]["central"] == abs(entry["central"] - entry["gradient"])


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_shipped_network_ends_well(name: str) -> None:
    """All agree, or there is no scalar to check; never a wrong derivative, never a crash."""
    assert ending(["gradcheck", name]) in (DONE, SPEC)


@pytest.fixture
def doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every gradient twice what it should be."""

    def wrong(*arguments: Any, **options: Any) -> Any:
        solution = solve(*arguments, **options)
        cases = tuple(
            case._replace(gradients={name: 2 * found for name, found in case.gradients.items()})
            for case in solution.cases
        )
        return solution._replace(cases=cases)

    monkeypatch.setattr(differences, "solve", wrong)


@pytest.mark.usefixtures("doubled")
def test_a_wrong_derivative_ends_with_1() -> None:
    """And is named."""
    assert ending(["gradcheck", "sigmoid-chain"]) == WRONG
    assert "w₁, w₂ and w₃ differ from the central difference" in " ".join(run("sigmoid-chain").stdout.split())


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--delta", "0"), USAGE, "0 is no step"),
        (("--delta", "-1e-4"), USAGE, "is no step"),
        (("--delta", "nan"), USAGE, "nan is no step"),
        (("--delta", "1e-20"), SPEC, "is lost to rounding"),
        (("--sweep", "1e-5"), USAGE, "is no range"),
        (("--sweep", "a:b"), USAGE, "a is no step"),
        (("--sweep", "1e-1:1e-5"), USAGE, "1e-5:1e-1"),
        (("--sweep", "1e-200:1"), USAGE, "more than 40 powers of ten"),
        (("--wrt", "w4"), USAGE, "w4 is not a quantity"),
        (("--of", "zz"), USAGE, "zz is not a quantity"),
        (("-o", "curve.svg"), USAGE, "add --sweep"),
        (("-o", "/nowhere/at/all.txt"), OUTPUT, "cannot be written"),
    ],
)
def test_bad_requests(
    arguments: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with its exit code and what to do."""
    assert ending(["gradcheck", "relu-chain", *arguments]) == code
    assert said in " ".join(capsys.readouterr().err.split())


def test_something_else_than_a_scalar(capsys: pytest.CaptureFixture[str]) -> None:
    """The help says how to get a scalar."""
    assert ending(["gradcheck", "composition"]) == SPEC
    assert "s = sum(h)" in " ".join(capsys.readouterr().err.split())


def test_without_the_extra_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The exact command is named, and no file is left."""
    monkeypatch.setattr(picture, "find_spec", lambda _: None)
    path = tmp_path / "curve.svg"
    assert ending(["gradcheck", "relu-chain", *SWEEP, "-o", str(path)]) == OUTPUT
    assert "pip install 'bpcalc[plot]'" in capsys.readouterr().err
    assert not path.exists()


def test_a_picture_needs_one_case(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of several, one has to be chosen."""
    monkeypatch.setattr(picture, "require_extra", lambda: None)
    assert ending(["gradcheck", "relu-net", *SWEEP, "-o", "curve.svg"]) == USAGE
    assert "--case: a, b, c" in capsys.readouterr().err


def test_the_curve_is_written_and_the_page_still_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An SVG of the three curves beside the page on stdout."""
    pytest.importorskip("matplotlib")
    path = tmp_path / "curve.svg"
    assert ending(["gradcheck", "sigmoid-chain", *SWEEP, "-o", str(path)]) == DONE
    assert "forward" in path.read_text()
    assert "Why the curve is a U" in capsys.readouterr().out


def test_a_case_without_a_value_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its problem is told, and the exit code is 3."""
    path = tmp_path / "logs.yaml"
    spec = "inputs: {x: 1}\nloss: l = log(x)\ncases:\n  good: {x: 2}\n  bad: {x: 0}\n"
    path.write_text(spec)
    assert ending(["gradcheck", str(path)]) == SPEC
    said = " ".join(capsys.readouterr().out.split())
    assert "Case good" in said
    assert "case bad: l has no finite value" in said
