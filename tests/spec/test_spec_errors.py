"""Bad specs: each mistake has its code and its place, and nothing else is said."""

from __future__ import annotations

import pytest

from bpcalc.calculus.solve import solve
from bpcalc.errors import InputError, Problem
from bpcalc.spec import reader
from bpcalc.spec.document import parse_document
from bpcalc.spec.events import pure_events
from bpcalc.spec.nodes import Mapping
from bpcalc.spec.reader import loads
from bpcalc.spec.source import Source
from tests.spec.bad_specs import BAD, GOOD, UNSOLVABLE


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        loads(text, "f")
    return caught.value.problems


def summary(problems: tuple[Problem, ...]) -> str:
    """Codes and places: `E310 3:1, E301 4:5`."""
    places = ((problem.code, problem.place) for problem in problems)
    return ", ".join(f"{code} {place.line}:{place.column}" if place else code for code, place in places)


@pytest.fixture(params=["fast", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both YAML parsers: the one of libyaml, and the one in pure Python."""

    def parsed(source: Source) -> Mapping:
        return parse_document(source, parser=pure_events)

    if request.param == "pure":
        monkeypatch.setattr(reader, "parse_document", parsed)
    return str(request.param)


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*row[1:], id=row[0]) for row in BAD])
def test_a_bad_spec_is_refused_with_its_codes_and_places(text: str, expected: str, parser: str) -> None:
    """Every mistake once, in order, and nothing that only follows from another."""
    assert summary(problems_of(text)) == expected


@pytest.mark.parametrize("text", [pytest.param(row[1], id=row[0]) for row in BAD])
def test_every_problem_says_what_to_do(text: str) -> None:
    """A message, one line of help, and a stretch of a line that is there."""
    for problem in problems_of(text):
        assert problem.message
        assert problem.help
        assert "\n" not in problem.message + problem.help
        assert problem.span is None
        assert problem.place is not None
        line = text.split("\n")[problem.place.line - 1]
        assert 1 <= problem.place.column < problem.place.end <= len(line) + 2


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*row[1:], id=row[0]) for row in UNSOLVABLE])
def test_what_cannot_be_calculated_has_its_code_and_place(text: str, expected: str) -> None:
    """The equation, and the operation in it."""
    (solved,) = solve(loads(text, "f")).cases
    assert solved.problem is not None
    assert summary((solved.problem,)) == expected
    assert solved.problem.help


@pytest.mark.parametrize("text", [pytest.param(row[1], id=row[0]) for row in GOOD])
def test_a_borderline_spec_is_solved(text: str) -> None:
    """What is unusual and right is left alone."""
    assert [solved.problem for solved in solve(loads(text, "f")).cases if solved.problem] == []


SHAPES = """\
inputs: {x: [1, 0]}
target: {y: 2}

layers:
  - linear: {weights: [[1, -2], [0, 2]], bias: [0, -1]}
  - relu
  - linear: {weights: [[1, -1, 3]]}
loss: half_squared_error
"""


def test_a_misfit_names_both_sides_and_their_origins() -> None:
    """What was found, what was expected, where the other side comes from, what to type."""
    (problem,) = problems_of(SHAPES)
    assert problem.code == "E310"
    assert problem.place is not None
    assert problem.place[:3] == ("f", 7, 23)
    assert problem.message == "W2 is 1×3 but z2 is 2×1"
    assert problem.label == "3 columns"
    assert problem.notes == ("z2 has 2 rows because W1 (5:23) has 2 rows",)
    assert problem.help == "give these values 2 columns, or W1 3 rows"
    assert (problem.expected, problem.got) == ("2 columns", "3 columns")


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("inputs: {x: [1, 2, 3]}\nlayers:\n  - y = x @ x\n", "perhaps x.T @ x is meant"),
        ("inputs: {x: [[1, 2]], W: [[1, 2], [3, 4], [5, 6]]}\nlayers:\n  - y = x @ W\n", "x @ W.T"),
        ("inputs: {x: [1, 2], W: [[1, 2], [3, 4], [5, 6]]}\nlayers:\n  - y = x @ W\n", "W @ x"),
        ("inputs: {x: 2, W: [[1, 2]]}\nlayers:\n  - y = W @ x\n", "W * x to scale"),
        ("inputs: {x: [1, 2], y: [[1, 2]]}\nlayers:\n  - z = relu(x) + y - x.T\n", "y.T"),
    ],
)
def test_a_misfit_says_what_was_probably_meant(text: str, help: str) -> None:
    """A transpose, the other order, a product with a number."""
    assert help in problems_of(text)[0].help


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("input: {x: 1}\nlayers: [relu]\n", "inputs"),
        ("inputs: {x: 1}\nlayers: [sigmoyd]\n", "sigmoid"),
        ("inputs: {x: 1}\nlayers: [Relu]\n", "relu"),
        ("inputs: {x: 1}\nlayers:\n  - y = sgimoid(x)\n", "sigmoid"),
        ("inputs: {hidden: 1}\nlayers:\n  - y = 2 * hiden\n", "hidden"),
        ("inputs: {x: 1}\ntarget: {y: 1}\nloss: BCE\n", "binary_cross_entropy"),
        ("inputs: {x: 1}\nlayers: [relu]\nconventions: {gradient: row}\n", "gradients"),
        ("inputs: {x: 1}\nlayers: [relu]\nconventions: {vec: column}\n", "columns"),
        ("inputs: {x: 1}\nlayers:\n  - linear: {weighs: [[1]]}\n", "weights"),
        ("inputs: {x: 1}\nlayers:\n  - leaky_relu: {sloep: 1}\n", "slope"),
        ("inputs: {x: 1}\nlayers: [relu]\nwrt: X\n", "x"),
    ],
)
def test_a_misspelt_word_is_recognised(text: str, meant: str) -> None:
    """Keys, layers, functions, names, losses, conventions, settings."""
    (problem,) = problems_of(text)
    assert problem.help == f"did you mean {meant}?"


LABELS = (
    "inputs: {{X: [[1, 2, 3], [3, 4, 5]]}}\ntarget: {{t: {}}}\nbatch: rows\nlayers: [softmax]\n"
    "loss: cross_entropy\n"
)
LINEAR = "inputs: {{x: [1, 0, 2]}}\nlayers:\n  - linear: {{{}}}\n"
BATCH = "inputs: {{X: [[1, 0], [2, 3], [4, 5]]}}\n{}layers:\n  - linear: {{{}}}\n"
ONE = "inputs: {{x: [1, 0]}}\nparameters: {{W: [[1, 2], [3, 4], [5, 6]]}}\nlayers:\n  - {}\n"
LOSS = "inputs: {{x: 1}}\ntarget: {{y: 1}}\nloss: {}\n"


@pytest.mark.parametrize(
    ("text", "help"),
    [
        (LOSS.format("mean_squared_error"), "did you mean mse?"),
        (LOSS.format("MSELoss"), "did you mean mse?"),
        (LOSS.format("BCELoss"), "did you mean binary_cross_entropy?"),
        (LOSS.format("cross entropy"), "did you mean cross_entropy?"),
        (
            LOSS.format("CrossEntropyLoss"),
            "did you mean softmax_cross_entropy? It takes logits, as CrossEntropyLoss does",
        ),
        (LABELS.format("[[0, 2]]"), "write [0, 2]"),
        (LINEAR.format("weights: [1, -1, 3]"), "a flat list is a column; for a row write [[1, -1, 3]]"),
        (LINEAR.format("weights: [1, -1]"), "the weights need 3 columns, one for each input"),
        (
            LINEAR.format("weights: [[1, 2], [3, 4], [5, 6]]"),
            "turned over they fit: write [[1, 3, 5], [2, 4, 6]]",
        ),
        (
            LINEAR.format("weights: [[1, 2, 3], [3, 4, 5]], bias: [[1, 2]]"),
            "write the bias as a flat list: [1, 2]",
        ),
        (BATCH.format("", "weights: [[1, 2], [3, 4]]"), "examples in rows? write batch: rows"),
        (
            BATCH.format("batch: rows\n", "weights: [[1, 2], [3, 4]], bias: [1, 2, 3]"),
            "the bias needs 2 numbers, one for each output of the layer",
        ),
        (ONE.format("z = W * x"), "write W @ x for the matrix product"),
        (ONE.format("z == W @ x"), "write z = W @ x"),
        (ONE.format("relu()"), "write relu"),
        (ONE.format("leaky_relu(0.1)"), "write leaky_relu: 0.1"),
        (ONE.format("z = Wx"), "did you mean W @ x?"),
        (ONE.format("z = W'"), "did you mean W.T?"),
        (ONE.format("z = transpose(W)"), "did you mean W.T?"),
        (ONE.format("z = dot(W, x)"), "did you mean W @ x?"),
        (ONE.format("z = np.dot(W, x)"), "write W @ x"),
        (ONE.format("z = power(x - 1, 2)"), "did you mean (x - 1)^2?"),
        (ONE.format("z = flatten(W)"), "did you mean vec(W)?"),
        (ONE.format("z = σ(x)"), "did you mean sigmoid(x)?"),
        (ONE.format("z = e^x"), "did you mean exp(x)?"),
        (ONE.format("z-1 = W @ x"), "a name has letters, digits and _; write z1"),
        (ONE.format("z = leaky_relu(x, alpha=0.1)"), "did you mean slope?"),
        (ONE.format("leaky_relu: {alpha: 0.1}"), "did you mean slope?"),
        (ONE.format("z = conv2d(W, W, strides=2)"), "did you mean stride?"),
        ("functions: phi(z) = z^2\ninputs: {x: 1}\nlayers: [relu]\n", "write functions: {phi(z): z^2}"),
        ("inputs: {x: 1}\ntarget: 2\nlayers: [relu]\n", "write target: {y: 2}"),
        ("inputs: x = [1, 0]\nlayers: [relu]\n", "write inputs: {x: [1, 0]}"),
        ("inputs: [1, 0]\nlayers: [relu]\n", "write inputs: {x: [1, 0]}"),
        ("inputs: {x: 1}\nlayers:\n  -relu\n", "write - relu"),
        (
            "inputs: {x: 1}\nlayers: [relu]\nlayout: denominator\n",
            "write it under conventions, as conventions: {layout: …}",
        ),
        ("inputs: {x: 1}\nlayers: [relu]\nconventions: {relu_at_zero: 0.3}\n", "its values: 0, 1/2, 1"),
        ("inputs: [x]\nlayers: [relu]\ncases: {a: {x: 1}, b: {xx: 1}}\n", "did you mean x?"),
    ],
)
def test_what_a_newcomer_writes_is_answered_with_what_to_type(text: str, help: str) -> None:
    """One problem, with the words of bpcalc for it."""
    (problem,) = problems_of(text)
    assert problem.help == help


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ("[0, 1, 2]", "t has 3 labels, but there are 2 examples"),
        ("[0, 3]", "entry 1 of t is 3; with 3 classes labels are 0, 1, 2"),
    ],
)
def test_labels_are_counted_in_examples_and_classes(labels: str, message: str) -> None:
    """At the labels, not at the loss."""
    (problem,) = problems_of(LABELS.format(labels))
    assert problem.message == message
    assert problem.place is not None
    assert problem.place[1:3] == (2, 13)


@pytest.mark.parametrize(("batch", "labels"), [("rows", "[[0, 0]]"), ("columns", "[0, 0]")])
def test_labels_across_a_square_batch_are_refused(batch: str, labels: str) -> None:
    """The sizes fit by chance, but each label would belong to a class and not to an example."""
    text = f"inputs: {{P: [[1, 2], [3, 4]]}}\ntarget: {{t: {labels}}}\nbatch: {batch}\nloss: cross_entropy\n"
    assert summary(problems_of(text)) == "E310 2:13"


def test_a_misspelt_section_is_read_as_what_was_meant() -> None:
    """Its names are known, and what is wrong in it is told too."""
    text = "paramters: {W: [[1, 2], [3]]}\ninputs: {x: [1, 2]}\nlayers:\n  - y = W @ x\n"
    assert summary(problems_of(text)) == "E501 1:1, E406 1:25"


def test_problems_of_all_cases_are_told_once() -> None:
    """Cases of the same shapes have the same problems."""
    text = "parameters: {W: [[1, 2]]}\nlayers:\n  - y = W @ x\ncases:\n"
    text += "".join(f"  c{i}: {{x: [1, 2, {i}]}}\n" for i in range(5))
    assert summary(problems_of(text)) == "E310 3:11"


def test_a_failed_calculation_says_case_entry_and_values() -> None:
    """And the other cases are solved."""
    text = "parameters: {W: [[1, 0], [0, 2]]}\nlayers:\n  - z = W @ x\n  - y = sum(log(z))\ncases:\n"
    text += "  a: {x: [1, 1]}\n  b: {x: [1, -3]}\n  c: {x: [2, 1]}\n"
    a, b, c = solve(loads(text, "f")).cases
    assert (a.problem, c.problem) == (None, None)
    assert a.gradients
    assert b.problem is not None
    assert b.problem.message == "case b: y has no finite value: log(-6), at entry [1]"
    assert b.problem.notes == ("z = [1, -6]",)
    assert b.problem.place is not None
    assert b.problem.place[1:] == (4, 13, 19)
