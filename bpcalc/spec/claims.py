"""`prove:` of a spec: claims about all inputs of a finite domain.

    prove:
      for: {x: {each: [1, 2, 3, 4], length: 4}}
      where: x[0] != x[1]
      claim: y == any(x[3] == x[0:3])

`for` may name several quantities; several claims are a list.
"""

from __future__ import annotations

from bpcalc.errors import InputError, Place, Problem
from bpcalc.language.names import canonical
from bpcalc.language.parser import parse
from bpcalc.language.syntax import Syntax
from bpcalc.records import NamedTuple
from bpcalc.spec.domain import Domain, domain_of, parts_of
from bpcalc.spec.network import Network
from bpcalc.spec.nodes import ROOT, Mapping, Node, Scalar, Sequence, place_in
from bpcalc.spec.report import Report, did_you_mean, entries_of, in_order, is_missing, problem, tell
from bpcalc.spec.source import Source

CONDITION = "--where"
"""What problems with a condition from the command line call its file."""


class Statement(NamedTuple):
    """A condition or a claim, with the place where it was typed."""

    text: str
    tree: Syntax
    scalar: Scalar

    def at(self, span: tuple[int, int] | None) -> Place:
        """The place of a stretch of the text; of all of it for None."""
        return place_in(self.scalar, *span) if span else self.scalar.place


class Claim(NamedTuple):
    """What holds for all inputs of the domains that fulfil the condition."""

    domains: tuple[Domain, ...]
    where: Statement | None
    claim: Statement
    place: Place


def claims_of(network: Network) -> tuple[Claim, ...]:
    """The claims of a spec. Raises InputError with all problems."""
    node = network.sections.get("prove")
    if node is None:
        help = "write prove: and under it for: {x: {each: [0, 1], length: 2}} and claim: y == 1"
        raise InputError(Problem("E540", "this spec claims nothing", help=help))
    problems: list[Problem] = []
    items = node.items if isinstance(node, Sequence) else (node,)
    found = [_claim(item, network, problems.append) for item in items]
    if problems:
        raise InputError(*in_order(problems))
    return tuple(claim for claim in found if claim is not None)


def _claim(node: Node, network: Network, report: Report) -> Claim | None:
    parts = parts_of(node, "prove", ("for", "where", "claim"), report)
    if not isinstance(node, Mapping):
        return None
    for name, example in (("for", "for: {x: {each: [0, 1], length: 2}}"), ("claim", "claim: y == 1")):
        if is_missing(parts.get(name)):
            report(problem(node, "E540", f"{name} is missing here", f"write {example}"))
    domains = _domains(parts.get("for"), network, report)
    where = _statement(parts.get("where"), "where", network, report)
    claim = _statement(parts.get("claim"), "claim", network, report)
    return None if claim is None else Claim(domains, where, claim, node.place)


def _statement(node: Node | None, what: str, network: Network, report: Report) -> Statement | None:
    if node is None or is_missing(node):
        return None
    if not isinstance(node, Scalar):
        report(problem(node, "E540", f"{what} is an expression", f"write {what}: x[0] != x[1]"))
        return None
    return statement(node, network, report)


def statement(node: Scalar, network: Network, report: Report) -> Statement | None:
    """The expression that a text is, or None after a report."""
    known = {*network.declared, *(equation.name for equation in network.equations)}
    try:
        return Statement(node.text, parse(node.text, known), node)
    except InputError as error:
        tell(error, node, report)
        return None


def with_condition(claim: Claim, text: str, network: Network) -> Claim:
    """The claim under another condition; an empty text is none. Raises InputError (E2xx)."""
    if not text.strip():
        return claim._replace(where=None)
    problems: list[Problem] = []
    condition = Scalar(text, "", Source(CONDITION, text), 0, len(text), *ROOT)
    found = statement(condition, network, problems.append)
    if problems:
        raise InputError(*problems)
    return claim._replace(where=found)


# -- domains -------------------------------------------------------------------------


def _domains(node: Node | None, network: Network, report: Report) -> tuple[Domain, ...]:
    if node is None or is_missing(node):
        return ()
    found: list[Domain] = []
    for key, value in entries_of(node, "for", report) or ():
        name = canonical(key.text.strip())
        if name not in network.declared:
            report(_unknown(key, name, network))
            continue
        domain = domain_of(name, key, value, report)
        if domain is not None:
            found.append(domain)
    return tuple(found)


def _unknown(key: Scalar, name: str, network: Network) -> Problem:
    if any(equation.name == name for equation in network.equations):
        said = f"{name} is computed; it cannot be chosen"
        return problem(key, "E542", said, f"choose what goes in: {', '.join(network.declared)}")
    help = did_you_mean(name, network.declared, f"known names: {', '.join(network.declared)}")
    return problem(key, "E542", f"{name} is not defined", help)
