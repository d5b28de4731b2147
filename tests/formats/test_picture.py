"""Pictures by matplotlib: what kind a name asks for, what is in the file, what happens without it."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from bpcalc.formats import picture as pictures
from bpcalc.formats.picture import MissingExtraError, kind_of, picture
from bpcalc.report.blocks import Axis, Curve, Plot

PLOT = Plot((Curve("forward", ((1e-3, 1e-2), (1e-2, 1e-1))),), Axis("step $x$", True), Axis("error", True))
SIGNATURES = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [("a.svg", "svg"), ("b/C.PNG", "png"), ("x.pdf", "pdf"), ("a.txt", None), ("svg", None), ("-", None),
     (None, None), ("a.svg/b", None)],
)  # fmt: skip
def test_the_ending_of_a_name_says_the_kind(path: str | None, kind: str | None) -> None:
    """Any other file is no picture."""
    assert kind_of(path) == kind


def test_without_the_extra_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """`pip install 'bpcalc[plot]'`, to be pasted."""

    def nothing(_: str) -> Any:
        return None

    monkeypatch.setattr(pictures, "find_spec", nothing)
    with pytest.raises(MissingExtraError, match=r"pip install 'bpcalc\[plot\]'"):
        picture(PLOT, "svg")


@pytest.mark.parametrize("kind", SIGNATURES)
def test_a_picture_is_of_its_kind_and_always_the_same(kind: str) -> None:
    """The same plot gives the same bytes."""
    pytest.importorskip("matplotlib")
    found = picture(PLOT, kind, "A title")
    assert found.startswith(SIGNATURES[kind])
    assert found == picture(PLOT, kind, "A title")


def test_foreign_text_in_an_svg_is_text() -> None:
    """No element comes from a title, and a dollar sign begins no formula."""
    pytest.importorskip("matplotlib")
    root = ElementTree.fromstring(picture(PLOT, "svg", "<script>alert(1)</script> $\\frac{"))
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    words = " ".join("".join(element.itertext()) for element in root.iter() if element.tag.endswith("text"))
    assert "<script>alert(1)</script> $\\frac{" in words
    assert "step $x$" in words
