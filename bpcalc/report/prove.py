"""The page of a proof: the claim, the verdict, the first counterexample with its forward pass."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.calculus.proofs import Proof
from bpcalc.calculus.solution import values_only
from bpcalc.language import tree
from bpcalc.language.sizes import shape_text
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import value
from bpcalc.report import forward
from bpcalc.report.blocks import Block, Code, Display, Inline, Section, Text
from bpcalc.report.opening import notes
from bpcalc.report.style import Page, style_of
from bpcalc.report.view import matrix, view_of
from bpcalc.spec.domain import Domain, Number
from bpcalc.spec.network import Network

SHOWN = 12
"""Values of a domain that are listed."""


def page(network: Network, proofs: Sequence[Proof]) -> tuple[Block, ...]:
    """Every claim of a spec."""
    blocks: list[Block] = [*notes(network)]
    for number, proof in enumerate(proofs, 1):
        title = f"Claim {number} of {len(proofs)}" if len(proofs) > 1 else "Claim"
        body = (*_claim(proof), *_verdict(proof))
        blocks.append(Section((title,), body))
        if proof.counterexample is not None:
            blocks.append(Section(("The first counterexample",), _counterexample(network, proof)))
    return (Section((network.title or "Proof",), tuple(blocks)),)


def style(network: Network, precision: int = 6) -> Page:
    """How this page is written."""
    return style_of(network, precision=precision)


def _claim(proof: Proof) -> tuple[Block, ...]:
    words: list[str | Expr | Code] = [proof.formula, "\nfor "]
    for place, domain in enumerate(proof.claim.domains):
        words += [" and " if place else "", *_domain(proof, domain)]
    if proof.condition is not None:
        words += ["\nwhere ", proof.condition]
    return (Text(tuple(words)),)


def _domain(proof: Proof, domain: Domain) -> Inline:
    """`every x with 4 entries out of 1, 2, 3, 4`."""
    rows, columns = proof.space.shapes[domain.name]
    numbers: list[str | Expr] = []
    shown = domain.values if len(domain.values) <= SHOWN else (*domain.values[:3], domain.values[-1])
    for place, number in enumerate(shown):
        gap = ", …, " if len(shown) < len(domain.values) and place == 3 else ", "
        numbers += [gap if place else "", _number(number, domain.decimal)]
    leaf = tree.name(domain.name, SCALAR)
    if (rows, columns) == SCALAR:
        return ("every ", leaf, " out of ", *numbers)
    size = f"{rows} entries" if columns == 1 else f"{shape_text((rows, columns))} entries"
    return ("every ", leaf, f" with {size} out of ", *numbers)


def _number(number: Number, decimal: bool) -> str | Expr:
    if isinstance(number, float):
        return f"{number:.6g}"
    return tree.number(number, decimal)


# -- the verdict ---------------------------------------------------------------------


def _verdict(proof: Proof) -> tuple[Block, ...]:
    many = f"all {proof.covered:,} inputs" if proof.covered != 1 else "the one input"
    if proof.failed:
        said = f"Refuted: it fails for {proof.failed:,} of {proof.covered:,} inputs."
    elif proof.sample is None:
        said = f"Proved: it holds for {many}."
    else:
        said = f"Not refuted: it holds for {many} that were tried. That is no proof."
    return (Text((said,)), Text((_covered(proof), _exactness(proof)), "quiet"))


def _covered(proof: Proof) -> str:
    """How many of which inputs were tried."""
    left_out = proof.tried - proof.covered
    condition = f"; {left_out:,} of them do not fulfil the condition. " if left_out else ". "
    if proof.sample is None:
        return f"All {proof.tried:,} inputs of the domain were tried{condition}"
    drawn = (
        f"{proof.tried:,} of {proof.space.said} inputs were drawn at random, with seed {proof.sample.seed}"
    )
    return f"{drawn}{condition}"


def _exactness(proof: Proof) -> str:
    if proof.inexact is None:
        return "The arithmetic is exact."
    return f"{proof.inexact} is computed in floating point: two numbers are equal when all 16 digits are."


# -- the counterexample --------------------------------------------------------------


def _counterexample(network: Network, proof: Proof) -> tuple[Block, ...]:
    found = proof.counterexample
    assert found is not None
    solved = values_only(None, proof.graph, found.quantities, found.rounded, found.problem)
    view = view_of(solved, network.conventions)
    chosen = Display(
        tuple(
            matrix(found.names[domain.name], proof.space.shapes[domain.name], view.quantity(domain.name))
            for domain in proof.claim.domains
        )
    )
    blocks: list[Block] = [chosen]
    if found.problem is not None:
        blocks.append(Text((f"{found.problem.message}.",), "warning"))
    else:
        blocks.extend(_sides(proof))
    return (*blocks, Section(("Its forward pass",), forward.section(view)))


def _sides(proof: Proof) -> tuple[Block, ...]:
    """What stands on both sides of a claim that is a comparison: `Here y is 0 and any(…) is 1.`"""
    assert proof.counterexample is not None
    sides = proof.formula.args if proof.formula.op == "compare" else ()
    words: list[str | Expr | Code] = []
    for side in sides:
        if side.op != "number":
            number = value(side, proof.counterexample.names)[0, 0]
            shown = f"{number:.6g}" if isinstance(number, float) else tree.number(number)
            words += [" and " if words else "Here ", side, " is ", shown]
    return (Text((*words, ".")),) if words else ()
