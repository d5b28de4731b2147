"""From bytes to text: what is a file, what is text, and what is said about the rest."""

from __future__ import annotations

import io
import os
import re
import sys
import threading
from pathlib import Path

import pytest

from bpcalc.errors import HIDDEN, InputError, Problem, hidden, visible
from bpcalc.spec.source import STDIN, NotTextError, read_source, source_from_text


def refusal(path: Path | str, limit: int = 1000, *, follow_links: bool = True) -> Problem:
    with pytest.raises(InputError) as caught:
        read_source(path, limit, follow_links=follow_links)
    (problem,) = caught.value.problems
    assert problem.help
    return problem


def where(problem: Problem) -> tuple[int, int]:
    assert problem.place
    return problem.place.line, problem.place.column


def test_a_file_is_read_as_utf_8(tmp_path: Path) -> None:
    """The name is the path as given; every line break becomes a newline; a BOM is dropped."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: \xc5\xb7\r\nb: 1\rc: 2\n")
    source = read_source(path)
    assert source.name == str(path)
    assert source.text == "a: \u0177\nb: 1\nc: 2\n"
    assert source.line(2) == "b: 1"
    assert source.line(9) == ""


def test_a_dash_is_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes of any encoding of the terminal are read as UTF-8, under the limit."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a: \xc5\xb7"), "latin-1"))
    assert read_source("-", 10) == (STDIN, "a: \u0177")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a" * 11), "latin-1"))
    assert refusal("-", 10).code == "E104"
    monkeypatch.setattr(sys, "stdin", None)
    assert refusal("-").code == "E103"


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    """One byte more is refused."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * 10)
    assert len(read_source(path, 10).text) == 10
    assert refusal(path, 9).code == "E104"


def test_a_missing_file_names_those_that_are_near(tmp_path: Path) -> None:
    """Near names first; else what is missing."""
    (tmp_path / "network.yaml").touch()
    assert "network.yaml" in refusal(tmp_path / "netwrok.yaml").help
    assert refusal(tmp_path / "netwrok.yaml").code == "E100"
    assert "network" not in refusal(tmp_path / "zzz").help
    assert "no folder" in refusal(tmp_path / "zzz" / "a.yaml").help


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 5000])
def test_a_name_that_cannot_be_is_refused(name: str) -> None:
    """No traceback for what the operating system does not even look for."""
    assert refusal(name).code in ("E100", "E103")


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    """And a file is no directory."""
    assert refusal(tmp_path).code == "E101"
    (tmp_path / "a").touch()
    assert refusal(tmp_path / "a" / "b").code == "E103"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_refused_without_waiting_for_its_writer(tmp_path: Path) -> None:
    """Opening it the plain way would wait for ever."""
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    found: list[Problem] = []
    thread = threading.Thread(target=lambda: found.append(refusal(path)), daemon=True)
    thread.start()
    thread.join(5)
    assert [problem.code for problem in found] == ["E102"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_a_device_is_refused() -> None:
    """It could go on for ever."""
    assert refusal("/dev/zero").code == "E102"


def test_a_link_is_followed_only_where_wanted(tmp_path: Path) -> None:
    """An answer sheet must not lead out of its folder."""
    (tmp_path / "a.yaml").write_text("a: 1")
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "a.yaml")
    assert read_source(link).text == "a: 1"
    assert refusal(link, follow_links=False).code == "E102"
    assert read_source(tmp_path / "a.yaml", follow_links=False).text == "a: 1"


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may run as a user who may read everything, so the refusal is played."""

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert refusal(tmp_path / "a.yaml").code == "E103"


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"a: 1\nb: \xe9t\xe9\n", "E105", (2, 4)),
        (b"\xc3", "E105", (1, 1)),
        (b"a\xed\xa0\x80", "E105", (1, 2)),
        (b"\xff\xfea\x00", "E106", (0, 0)),
        ("\ufeffa: 1".encode("utf-16-be"), "E106", (0, 0)),
        ("a: 1".encode("utf-16-le"), "E106", (0, 0)),
        ("a: 1".encode("utf-32-be"), "E106", (0, 0)),
        (b"a: 1\nb: \0\n", "E107", (2, 4)),
    ],
)
def test_bytes_that_are_no_text_are_told_with_their_place(
    tmp_path: Path, data: bytes, code: str, place: tuple[int, int]
) -> None:
    """The first one, and how many there are."""
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    problem = refusal(path)
    assert (problem.code, where(problem)) == (code, place)


def test_what_was_read_is_kept_for_the_excerpt(tmp_path: Path) -> None:
    """The bytes that are no UTF-8 are counted."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: \xe9t\xe9")
    with pytest.raises(NotTextError) as caught:
        read_source(path)
    assert caught.value.source.name == str(path)
    assert caught.value.source.line(1).startswith("a: ")
    assert caught.value.problems[0].notes == ("and 1 more of this kind",)


def test_the_name_of_an_unreadable_text_is_kept() -> None:
    """Text from elsewhere is checked alike."""
    with pytest.raises(NotTextError) as caught:
        source_from_text("\x1b", "elsewhere")
    assert caught.value.problems[0].place == ("elsewhere", 1, 1, 2)


def test_no_character_hides_because_it_is_printable() -> None:
    """The quick look at a text finds whatever the slow one finds, whichever Python calls printable."""
    every = "".join(map(chr, range(0x110000)))
    refused = re.findall(HIDDEN, every)
    printable = [character for character in refused if character.isprintable()]
    assert printable
    for character in printable:
        assert hidden(f"a{character}") is not None
        assert character not in visible(f"a{character}")
    assert hidden("".join(c for c in every if not re.match(HIDDEN, c))) is None
