"""Graphs to be drawn, for the tests of all drawings."""

from __future__ import annotations

import json

from bpcalc.calculus.diagram import Diagram, diagram
from bpcalc.calculus.drawn_steps import EQUATIONS
from bpcalc.cli.specs import shipped
from bpcalc.formats.options import Options
from bpcalc.formats.written import options_for
from bpcalc.report.style import Page
from bpcalc.spec.reader import network
from bpcalc.spec.source import read_source, source_from_text

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> \"]; click n1 'javascript:1' -->|x| "
    '%%{init: {"theme": "dark"}}%% & &lt; #quot; \\N \\" $x$ ]]> --- ` \\end{x}'
)


def drawn(name: str, grain: str = EQUATIONS, values: bool = True) -> Diagram:
    """The graph of a shipped network."""
    return diagram(network(read_source(shipped()[name])), None, grain, values)


def made(text: str, grain: str = EQUATIONS) -> Diagram:
    """The graph of a spec."""
    return diagram(network(source_from_text(text, "spec.yaml")), None, grain)


def hostile() -> Diagram:
    """A graph whose title would like to be markup of every kind."""
    return made(f"title: {json.dumps(HOSTILE)}\ninputs: {{x: [1, 2]}}\nloss: l = sum(x)")


def chain(equations: int) -> Diagram:
    """A long narrow graph: a node for x and one for each equation."""
    lines = [f"  - 'z{k} = z{k - 1} + 1'" for k in range(1, equations)]
    return made("\n".join(["inputs: {x: 1}", "layers:", "  - 'z0 = x + 1'", *lines]))


def options(width: int = 80, unicode: bool = True) -> Options:
    """The options of a page without conventions."""
    return options_for(Page(precision=4), width, unicode)
