"""Files of numbers: what is read, and what is said of each that cannot be."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from bpcalc.errors import InputError
from bpcalc.spec.reader import load


def spec(folder: Path, name: str) -> str:
    path = folder / "spec.yaml"
    path.write_text(f"inputs: {{x: {{file: {name}}}}}\nloss: sum(x)\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_table_is_read_with_and_without_the_mark_of_excel(tmp_path: Path, mark: bytes) -> None:
    """Excel's "CSV UTF-8" begins with a byte order mark."""
    (tmp_path / "W.csv").write_bytes(mark + b"1,2\r\n3,4\r\n")
    given = load(spec(tmp_path, "W.csv")).declared["x"].given
    assert given is not None
    assert given.array.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"1,2\n3,\n", "line 2 has nothing in column 2"),
        (b"1,5;2\n3;4\n", "line 1 has semicolons"),
        (b"1,2\n3\n", "line 2 has 1 number, line 1 has 2 numbers"),
        (b"a,b\n1,2\n", "line 1: a is no number"),
        (b"1,2\n# note\n3,four\n", "line 3: four is no number"),
        (b"1,2\n1e400,4\n", "its entry [1, 0] is infinite"),
        (b"1,nan\n", "its entry [0, 1] is not a number"),
        (b" \n", "it is empty"),
        (b"1,\xff\n", "it is no text in UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_says_where_and_why(tmp_path: Path, data: bytes, said: str) -> None:
    """The line and the cause, as the place in the spec cannot show them."""
    (tmp_path / "W.csv").write_bytes(data)
    with pytest.raises(InputError) as caught:
        load(spec(tmp_path, "W.csv"))
    (problem,) = caught.value.problems
    assert problem.code == "E408"
    assert said in problem.message
    assert problem.help
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (1, 20)


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (numpy.zeros((2, 2, 2)), "it has 3 axes"),
        (numpy.zeros((0, 2)), "it has no entries"),
        (numpy.array(["a"]), "not numbers"),
        (numpy.array([1.0, numpy.nan]), "its entry [1] is not a number"),
    ],
)
def test_an_array_that_is_no_matrix_is_refused(tmp_path: Path, array: numpy.ndarray, said: str) -> None:
    """Each cause has its own text."""
    numpy.save(tmp_path / "W.npy", array)
    with pytest.raises(InputError, match="E408") as caught:
        load(spec(tmp_path, "W.npy"))
    assert said in caught.value.problems[0].message
