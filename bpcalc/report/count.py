"""The page of `bpcalc count`: its sections, in order, for every group of cases of one shape."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.calculus.counting import Counts
from bpcalc.language.sizes import Size
from bpcalc.report import count_beside, count_chains, count_explained, count_orders
from bpcalc.report.blocks import Block, Section, Text
from bpcalc.report.opening import UNITS, notes
from bpcalc.report.style import Page, style_of
from bpcalc.spec.network import Network


def page(network: Network, found: Sequence[Counts], explain: Size | None = None) -> tuple[Block, ...]:
    """All counts of a network; with `explain` where that number comes from, and nothing else."""
    title = network.title or "A network"
    blocks: list[Block] = [*notes(network)]
    for one in found:
        body = _counts(network, one) if explain is None else count_explained.section(network, one, explain)
        many = len(found) > 1
        blocks.extend((Section((_cases(one.cases),), body),) if many else (*_same(one.cases), *body))
    heading = "Operation counts: " if explain is None else f"Where does {explain} come from? "
    return (Section((heading + title,), tuple(blocks)),)


def style(network: Network, found: Sequence[Counts]) -> Page:
    """How this page is written."""
    of = next((one.found.of for one in found if one.found.of), "")
    return style_of(network, of or "")


def _counts(network: Network, found: Counts) -> tuple[Block, ...]:
    blocks: list[Block] = []
    accumulated = any(target.adds or target.forward for target in found.targets)
    if found.main is not None and (accumulated or not found.chains):
        blocks.append(Section(("How many operations?",), count_orders.answer(network, found)))
        blocks.extend(count_orders.sections(network, found))
    blocks.extend(count_chains.sections(found))
    blocks.extend(count_beside.sections(found))
    if found.main is not None:
        unit = UNITS[network.conventions.count]
        said = (
            f"Conventions: {unit} decide which order is cheapest; products are dense unless said otherwise."
        )
        blocks.append(Text((said,), "quiet"))
    return tuple(blocks)


def _cases(names: Sequence[str]) -> str:
    if len(names) < 2:
        return f"Case {names[0]}" if names else "Without values"
    return f"Cases {', '.join(names[:-1])} and {names[-1]}"


def _same(names: Sequence[str]) -> tuple[Block, ...]:
    if len(names) < 2:
        return ()
    return (Text((f"{_cases(names)} have the same shapes, so the same counts.",), "quiet"),)
