"""The page of a derivation in symbols: forward table, Jacobians, chain rule, gradients."""

from __future__ import annotations

from itertools import chain

from bpcalc.calculus.symbolic import Derived, second, too_long
from bpcalc.language import simplify, tree
from bpcalc.language.cost import entries
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.report.blocks import Block, Equation, Inline, Section, Table, Text
from bpcalc.report.chain import Frame, lines, pulled, size_words
from bpcalc.report.legend import legend
from bpcalc.report.readable import readable
from bpcalc.report.style import Page, style_of
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.network import INPUT

_KINDS = {
    "kronecker": "Kronecker product",
    "selection": "selection",
    "diagonal": "diagonal",
    "identity": "identity",
    "permutation": "permutation",
    "zero": "zero",
}


def page(done: Derived, *, expand: bool = False, hessian: bool = False) -> tuple[Block, ...]:
    """The whole derivation. `expand`: also in inputs and parameters only; `hessian`: also the
    second derivatives. Raises InputError where one of these is too long to write."""
    network = done.network
    frame = Frame(done, network.conventions)
    blocks: list[Block] = [Section(("Forward pass",), _forward(done, expand))]
    blocks.append(Section(("Local Jacobians",), _jacobians(frame)))
    if done.of is None:
        blocks.append(Text(("There is no 1×1 result to differentiate; --of names another one.",), "note"))
    elif done.order:
        blocks.append(Section(("Chain rule",), tuple(chain.from_iterable(map(readable, lines(frame))))))
        blocks.append(Section(("Gradients" if done.gradients else "Jacobians",), _ends(frame, expand)))
    if hessian and done.gradients:
        blocks.append(Section(("Second derivatives",), _second(frame)))
    notes = [Text((network.notes,))] if network.notes else []
    top = (*notes, _conventions(frame), *legend(blocks))
    return (Section((network.title or "Derivation",), (*top, *blocks)),)


def style(done: Derived) -> Page:
    """How this page is written."""
    return style_of(done.network, done.of or "")


def _conventions(frame: Frame) -> Block:
    chosen = frame.conventions
    side = "row for each output" if frame.numerator else "column for each output"
    parts = [f"{chosen.layout} layout, a Jacobian has one {side}"]
    parts.append(
        "derivatives of a 1×1 result have the shape of their variable"
        if frame.in_shapes
        else _gradients(chosen)
    )
    formulas = (local.formula for local in frame.done.locals.values())
    if any(part.op == "call" and part.data[0].name == "relu'" for part in tree.nodes(*formulas)):
        parts.append(f"relu'(0) = {chosen.relu_at_zero}")
    if chosen.notation == "delta" and chosen.deltas == "negative":
        parts.append("a delta is the negative derivative")
    return Text(("Conventions: " + "; ".join(parts) + ".",), "quiet")


def _gradients(chosen: Conventions) -> str:
    return {
        "parameter": "a gradient has the shape of its variable",
        "row": "the gradient of a vector is a row",
        "column": "the gradient of a vector is a column",
    }[chosen.gradients]


# -- forward -----------------------------------------------------------------------------


def _forward(done: Derived, expand: bool) -> tuple[Block, ...]:
    """What is given with its size, then a line for each layer: what goes in, what comes out."""
    graph = done.graph
    given: list[object] = []
    for name in graph.leaves:
        given += [", " if given else "", graph.leaf(name), f" {size_words(graph.shape(name))}"]
    rows: list[tuple[Inline | int, ...]] = []
    for name, expr in graph.equations.items():
        used = [part for part in tree.nodes(expr) if part.op == "name" and _flows(done, part.data)]
        inputs: list[object] = []
        for part in used:
            inputs += [", " if inputs else "", part]
        rows.append(((expr,), tuple(inputs), (graph.leaf(name),), (size_words(graph.shape(name)),)))  # type: ignore[arg-type]
    table = Table((("layer",), ("input",), ("output",), ("size",)), tuple(rows))
    blocks: list[Block] = [Text(("Given: ", *given, "."), "")] if given else []  # type: ignore[arg-type]
    blocks.append(table)
    if expand:
        for name, expr in graph.equations.items():
            whole = done.written_out.get(graph.leaf(name))
            if whole is None:
                raise too_long(done, name)
            blocks.append(Equation(graph.leaf(name), (expr, whole) if whole is not expr else (expr,)))
    return tuple(blocks)


def _flows(done: Derived, name: str) -> bool:
    """Whether a name is an input of a layer rather than one of its parameters."""
    declared = done.network.declared.get(name)
    return declared is None or declared.kind == INPUT


# -- Jacobians ---------------------------------------------------------------------------


def _jacobians(frame: Frame) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for pair, local in frame.done.locals.items():
        if pair[0] == frame.of and frame.conventions.notation != "partial" and frame.in_shapes:
            continue  # it is an adjoint, and begins the chain rule
        size = (entries(frame.done.graph.shape(pair[0])), entries(frame.done.graph.shape(pair[1])))
        rows, columns = size if frame.numerator else size[::-1]
        kind = _KINDS.get(local.structure)
        remark = size_words((rows, columns)) + (f", {kind}" if kind and (rows, columns) != SCALAR else "")
        label = tree.partial(pair[0], (pair[1],), (rows, columns))
        shown = readable(Equation(label, (frame.jacobian(pair),), (remark,)))
        blocks.extend(shown)
        entry = frame.entry(pair)
        if entry is not None and len(shown) == 1 and not tree.cells(shown[0].right[0]):
            blocks.append(entry)
    return tuple(blocks)


# -- results -----------------------------------------------------------------------------


def _ends(frame: Frame, expand: bool) -> tuple[Block, ...]:
    """Every gradient in the shape of its variable; Jacobians where the result is no 1×1."""
    done = frame.done
    order = [name for name in done.order if name in done.found.targets]
    order += [name for name in done.found.targets if name not in order]
    blocks: list[Block] = []
    for name in order:
        if name in done.gradients:
            blocks.extend(readable(_gradient(frame, name, expand)))
        elif name in done.totals:
            pair = (frame.of, name)
            sides = [frame.laid_out(done.totals[name], pair)]
            if expand:
                sides.append(frame.laid_out(_expanded(done, name, done.totals[name]), pair))
            equation = Equation(frame.label(pair), tuple(dict.fromkeys(sides)), (frame.size(pair),))
            blocks.extend(readable(equation))
        elif expand:
            raise too_long(done, f"d{frame.of}/d{name}")
        else:
            said = " has too long a formula to write; the chain rule above makes it up."
            blocks.append(Text((frame.label((frame.of, name)), said), "quiet"))
    return tuple(blocks)


def _gradient(frame: Frame, name: str, expand: bool) -> Equation:
    """From what comes back, in quantities, in inputs and parameters."""
    done = frame.done
    shape = done.graph.shape(name)
    sides = []
    if not frame.in_shapes and 1 not in shape:  # the chain rule above has it as one long row
        sides.append(simplify.plus(*(pulled(frame, user, name) for user in done.users[name])))
    sides.append(done.gradients[name])
    if expand:
        sides.append(_expanded(done, name, done.gradients[name]))
    label: Expr = frame.adjoint(name)
    lying = shape[0] == 1
    if (frame.conventions.gradients == "row" and shape[1] == 1 and not lying) or (
        frame.conventions.gradients == "column" and lying and shape != SCALAR
    ):
        shape = (shape[1], shape[0])
        label = tree.partial(frame.of, (name,), shape)
        sides = [simplify.transposed(side) for side in sides]
    return Equation(label, tuple(dict.fromkeys(sides)), (size_words(shape),))


def _expanded(done: Derived, name: str, formula: Expr) -> Expr:
    whole = done.expanded(formula)
    if whole is None:
        raise too_long(done, f"d{done.of}/d{name}")
    return whole


def _second(frame: Frame) -> tuple[Block, ...]:
    """∂²of/∂q² for every target."""
    done = frame.done
    blocks: list[Block] = []
    for name in done.found.targets:
        size = entries(done.graph.shape(name))
        formula = second(done, name, name)
        if formula is None:
            raise too_long(done, f"d2{done.of}/d{name}/d{name}")
        label = tree.partial(frame.of, (name, name), (size, size))
        formula = frame.laid_out(formula, (name, name))
        blocks.append(Equation(label, (formula,), (size_words((size, size)),)))
    return tuple(blocks)
