"""`bpcalc graph`: every form, every ending, and what it says to bad input."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bpcalc.calculus.solve import solve
from bpcalc.cli.exits import DONE, OUTPUT, SPEC, USAGE
from bpcalc.cli.main import bpcalc, ending
from bpcalc.cli.specs import shipped
from bpcalc.formats.lines import cells
from bpcalc.formats.svg import LARGEST
from bpcalc.formats.values_json import value_json
from bpcalc.spec.reader import network
from bpcalc.spec.source import read_source


def run(*arguments: str, width: int = 80, encoding: str = "utf-8") -> Result:
    environment = {"COLUMNS": str(width), "PYTHONIOENCODING": encoding}
    return CliRunner(charset=encoding).invoke(bpcalc, ["graph", *arguments], env=environment)


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_graph_in_characters(width: int) -> None:
    """Names, formulas, values and what goes back, at any width."""
    done = run("relu-net", width=width)
    assert done.exit_code == DONE
    assert "z₁ = W₁x + b₁" in done.stdout
    assert "← W₁ [[-1, 0], [0, 0]]   x [-1, 2]   b₁ [-1, 0]" in done.stdout
    assert max(map(cells, done.stdout.splitlines())) <= width


def test_without_unicode_all_is_ascii() -> None:
    """Rails of - | and +."""
    done = run("gated-softmax", encoding="ascii")
    assert done.exit_code == DONE
    assert done.stdout.isascii()
    assert "z1 = W1 @ x + b1" in done.stdout


@pytest.mark.parametrize("form", ["text", "svg", "dot", "mermaid", "json"])
@pytest.mark.parametrize("grain", ["equations", "operations"])
@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_network_in_every_form(name: str, grain: str, form: str) -> None:
    """With values, or with letters for sizes."""
    done = run(name, "--grain", grain, "--to", form)
    assert done.exit_code == DONE
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("ending_", "begins"),
    [("svg", "<svg "), ("dot", "digraph {"), ("gv", "digraph {"), ("mmd", "---\ntitle"), ("json", '{"schema"'),
     ("txt", "Two fully"), ("SVG", "<svg ")],
)  # fmt: skip
def test_the_ending_of_the_file_says_the_form(ending_: str, begins: str, tmp_path: Path) -> None:
    """--to is not needed."""
    path = tmp_path / f"graph.{ending_}"
    done = run("relu-net", "-o", str(path))
    assert (done.exit_code, done.output) == (DONE, "")
    assert path.read_text(encoding="utf-8").startswith(begins)


def test_a_form_that_is_asked_for_comes_before_the_ending(tmp_path: Path) -> None:
    """--to dot writes DOT into any file."""
    path = tmp_path / "graph.txt"
    assert run("relu-net", "--to", "dot", "-o", str(path)).exit_code == DONE
    assert path.read_text(encoding="utf-8").startswith("digraph")


def test_json_has_the_numbers_of_the_solution() -> None:
    """Values and gradients, exact ones as text too."""
    record = json.loads(run("relu-net", "--json", "--case", "c").stdout)
    solved = solve(network(read_source(shipped()["relu-net"])), case="c").cases[0]
    nodes = {node["id"]: node for node in record["nodes"]}
    assert record["schema"] == "bpcalc.graph/1"
    assert (record["case"], record["of"], record["grain"]) == ("c", "l", "equations")
    for name, gradient in {**solved.gradients, **solved.adjoints}.items():
        assert nodes[name]["gradient"] == value_json(gradient)
    for name, quantity in solved.quantities.items():
        assert nodes[name]["value"] == value_json(quantity.value)
    assert {(edge["from"], edge["to"]) for edge in record["edges"]} == {
        ("W1", "z1"), ("x", "z1"), ("b1", "z1"), ("z1", "z2"), ("W2", "yhat"), ("z2", "yhat"), ("yhat", "l"),
        ("y", "l"),
    }  # fmt: skip


def test_json_of_operations_names_them() -> None:
    """An operation has no name, but says what it does."""
    record = json.loads(run("three-inputs", "--grain", "operations", "--format", "json").stdout)
    operations = [node["operation"] for node in record["nodes"] if node["kind"] == "operation"]
    assert sorted(operations) == ["add", "add", "add", "mul", "mul", "mul"]


def test_sizes_may_be_letters() -> None:
    """A graph needs no numbers."""
    assert "W  parameter" in run("abstract-composition").stdout
    record = json.loads(run("abstract-composition", "--json").stdout)
    assert next(node["shape"] for node in record["nodes"] if node["id"] == "W") == ["d3", "d2"]


def test_the_structure_alone() -> None:
    """For the students to fill in."""
    shown = run("relu-net", "--no-values").stdout
    assert "z₁ = W₁x + b₁" in shown
    assert "[1, -1]" not in shown
    assert "case" not in shown


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("relu-net", "-o", "graph.foo"), USAGE, ".txt, .svg, .dot, .gv, .mmd, .mermaid, .json"),
        (("relu-net", "-o", "graph"), USAGE, "--to text, --to svg, --to dot"),
        (("relu-net", "--to", "png"), USAGE, "'text', 'svg', 'dot', 'mermaid', 'json'"),
        (("relu-net", "--grain", "atoms"), USAGE, "'equations', 'operations'"),
        (("relu-net", "--case", "z"), USAGE, "there is no case z"),
        (("relu-nett",), SPEC, "did you mean relu-net?"),
        (("relu-net", "-o", "/nowhere/at/all.svg"), OUTPUT, "cannot be written"),
    ],
)  # fmt: skip
def test_bad_requests(
    arguments: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with its exit code and what to do."""
    assert ending(["graph", *arguments]) == code
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_file_that_cannot_be_written_keeps_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, and nothing is left beside it."""
    path = tmp_path / "graph.svg"
    path.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bpcalc.batch.files.os.replace", full)
    assert ending(["graph", "relu-net", "-o", str(path)]) == OUTPUT
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_graph_too_large_to_draw_is_told_with_its_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """DOT is offered, and writes it."""
    path = tmp_path / "long.yaml"
    lines = [f"  - z{k} = z{k - 1} + 1" for k in range(1, LARGEST)]
    path.write_text("\n".join(["inputs: {x: 1}", "layers:", "  - z0 = x + 1", *lines]), encoding="utf-8")
    assert ending(["graph", str(path), "--to", "svg"]) == OUTPUT
    assert f"{LARGEST + 1} nodes and {LARGEST} edges" in (said := capsys.readouterr().err)
    assert "--to dot" in said
    assert ending(["graph", str(path), "--to", "dot"]) == DONE


def test_a_case_without_a_value_is_drawn_as_far_as_it_goes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The problem is told, and the exit code is 3; as data it is in the data."""
    path = tmp_path / "log.yaml"
    path.write_text("inputs: {x: 0}\nloss: l = log(x)\n", encoding="utf-8")
    assert ending(["graph", str(path)]) == SPEC
    said = capsys.readouterr()
    assert "ℓ = log x" in said.out
    assert "l has no finite value" in said.err
    assert ending(["graph", str(path), "--json"]) == SPEC
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "E603"


def test_the_help_says_who_lays_out_the_drawing() -> None:
    """No Graphviz is needed."""
    assert "Graphviz is not needed" in " ".join(run("--help").stdout.split())


def test_the_page_of_a_solution_has_the_graph_in_it() -> None:
    """As an element of its own in each case, without a style."""
    done = CliRunner().invoke(bpcalc, ["run", "relu-net", "--format", "html"])
    drawings = done.stdout.split("<svg ")[1:]
    assert len(drawings) == 3
    for drawing in drawings:
        root = ElementTree.fromstring("<svg " + drawing.split("</svg>")[0] + "</svg>")
        assert "z₁ = W₁x + b₁" in "".join(root.itertext())
