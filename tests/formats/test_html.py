"""HTML: the same numbers, one page that runs nothing and asks for nothing, folds that open."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from base64 import b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bpcalc.formats.html import html_page
from bpcalc.formats.mathml import mathml
from bpcalc.formats.solution_json import solution_json
from bpcalc.language.tree import name
from bpcalc.report import ops
from bpcalc.report.blocks import Axis, Block, Code, Curve, Equation, Figure, Plot, Section, Table, Text
from bpcalc.report.solution import page, style
from bpcalc.report.style import Page
from tests.reference.readback import NETWORKS, from_html, missing, solved

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
EVIL = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!-- --> ]]> <![CDATA[",
    "</annotation></semantics></math><b>x</b>",
    "&lt;b&gt; &amp; &#60;",
    "javascript:alert(1)",
    "\\href{javascript:alert(1)}{x}",
    "a\nb",
]
ATTRIBUTES = {
    "accent", "charset", "class", "content", "displaystyle", "encoding", "fence", "form", "href",
    "http-equiv", "id", "lang", "lspace", "mathvariant", "name", "open", "rspace", "stretchy",
    "symmetric", "title", "width",
}  # fmt: skip


def written(network: str, case: bool = True) -> str:
    """The page of a shipped network."""
    solution = solved(network, case)
    return html_page(page(solution), style(solution))


def parsed(text: str) -> ET.Element:
    """The page, which is well-formed XML too."""
    return ET.fromstring(text.partition("\n")[2])


def words(element: ET.Element) -> str:
    """All text in an element, the LaTeX of formulas apart."""
    if element.tag in ("annotation", "style"):
        return element.tail or ""
    return (element.text or "") + "".join(map(words, element)) + (element.tail or "")


@pytest.mark.parametrize("network", NETWORKS)
def test_the_numbers_are_those_of_the_json(network: str) -> None:
    """Every quantity, Jacobian and gradient, read out of the MathML."""
    solution = solved(network)
    record = json.loads(solution_json(solution))["cases"][0]
    bar = solution.network.conventions.notation == "bar"
    assert (
        missing(record, record["of"] or "", bar, from_html(html_page(page(solution), style(solution)))) == []
    )


@pytest.mark.parametrize("network", NETWORKS)
def test_the_page_runs_nothing_and_asks_for_nothing(network: str) -> None:
    """No script, no handler, no address but places in the page; the policy allows its style only."""
    text = written(network, case=False)
    root = parsed(text)
    assert not [e.tag for e in root.iter() if e.tag in ("script", "link", "img", "iframe", "object", "base")]
    assert {key for e in root.iter() for key in e.attrib} <= ATTRIBUTES
    assert all(e.attrib["href"].startswith("#") for e in root.iter() if "href" in e.attrib)
    styles = [e.text or "" for e in root.iter("style")]
    assert len(styles) == 1
    assert not re.search(r"url\(|@import|expression", styles[0])
    policy = next(e.attrib["content"] for e in root.iter("meta") if "http-equiv" in e.attrib)
    digest = b64encode(sha256(styles[0].encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")


@pytest.mark.parametrize("network", NETWORKS)
def test_every_link_has_its_place(network: str) -> None:
    """No place is there twice."""
    root = parsed(written(network, case=False))
    places = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
    assert len(places) == len(set(places))
    assert {e.attrib["href"][1:] for e in root.iter("a")} <= set(places)


def test_every_step_is_a_fold_and_the_contents_link_into_it() -> None:
    """The first one is open; a place inside makes a browser open the others."""
    root = parsed(written("relu-net"))
    folds = [e for e in root.iter("details") if e.get("class") == "step"]
    assert len(folds) == 6
    assert ["open" in fold.attrib for fold in folds] == [True] + [False] * 5
    links = {e.attrib["href"][1:] for e in root.iter("a")}
    assert [e.attrib["id"] in links for fold in folds for e in fold.findall("div")] == [True] * 6
    assert words(folds[2][0]).startswith("Step 3 of 6")


def test_the_latex_of_a_formula_is_beside_it() -> None:
    """For whoever copies it."""
    notes = [e.text for e in parsed(written("relu-net")).iter("annotation")]
    assert r"\ell = \frac{1}{2} \lVert \hat{y} - y \rVert^2" in notes


def with_text(text: str) -> Block:
    """A page with a foreign text wherever one can stand."""
    x = name("x", (1, 1))
    inner: tuple[Block, ...] = (
        Text((text, Code(text)), "note"),
        Table(((text,), ("n",)), (((text,), 1),)),
        Equation(x, (x,), (text,)),
        Plot((Curve(text, ((0, 1), (1, 2))),), Axis(text), Axis("y")),
        Figure("<svg></svg>", "", (text,)),
        Section(("Step 1   ", text), (), "step"),
        Section((text,), ()),
        Section((text,), ()),
    )
    return Section((text,), inner)


@pytest.mark.parametrize("text", EVIL)
def test_foreign_text_is_words(text: str) -> None:
    """In titles, notes, code, cells, remarks, captions and plots: no element more than a word makes."""
    made = parsed(html_page([with_text(text)], Page()))
    plain = parsed(html_page([with_text("word")], Page()))
    assert [e.tag for e in made.iter() if e.tag != "br"] == [e.tag for e in plain.iter()]
    assert {key for e in made.iter() for key in e.attrib} <= ATTRIBUTES
    assert all(words(made).count(line) >= 8 for line in text.split("\n"))


@pytest.mark.parametrize(
    ("tex", "drawn"),
    [
        (r"\tfrac{1}{2}", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        ("-x", '<mrow><mo form="prefix">−</mo><mi>x</mi></mrow>'),
        ("a - b", "<mrow><mi>a</mi><mo>−</mo><mi>b</mi></mrow>"),
        ("W_1^{\\top}", '<msubsup><mi>W</mi><mn>1</mn><mi mathvariant="normal">⊤</mi></msubsup>'),
        (r"\mathit{loss}", '<mi class="word">loss</mi>'),
        ("a < b", "<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>"),
    ],
)
def test_a_formula_is_drawn(tex: str, drawn: str) -> None:
    """As MathML Core, which needs no script."""
    assert f"<semantics>{drawn}<annotation" in mathml(tex)


def test_an_unknown_command_is_an_error_of_ours() -> None:
    """Rather than a page without it."""
    with pytest.raises(ValueError, match="no LaTeX of this program"):
        mathml(r"\href{x}{y}")


@pytest.mark.parametrize("function", [entry.name for entry in ops.entries()])
def test_every_function_is_drawn(function: str) -> None:
    """The formulas of the whole table have their MathML."""
    parsed(html_page(ops.detail(ops.entry(function)), Page()))


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
def test_a_browser_opens_a_fold_and_finds_the_loss(tmp_path: Path) -> None:
    """It follows a link of the contents; it asks the server for this page and for nothing else."""
    text = written("relu-net").encode()
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if self.path == "/":
                self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        seen = subprocess.run(
            [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
             f"--user-data-dir={tmp_path}", "--virtual-time-budget=2000", "--dump-dom",
             f"http://127.0.0.1:{server.server_port}/#{_place(text.decode(), 3)}"],
            capture_output=True, timeout=120, check=True,
        ).stdout.decode()  # fmt: skip
    finally:
        server.shutdown()
        server.server_close()
    folds = re.findall(r'<details class="step"([^>]*)>', seen)
    assert ["open" in fold for fold in folds] == [True, False, True, False, False, False]
    assert r"= \tfrac{1}{2}" in seen
    assert "<script" not in seen
    assert [path for path in asked if path != "/favicon.ico"] == ["/"]


def _place(text: str, step: int) -> str:
    """The place within a step."""
    fold = [e for e in parsed(text).iter("details") if e.get("class") == "step"][step - 1]
    inner = fold.find("div")
    assert inner is not None
    return inner.attrib["id"]
