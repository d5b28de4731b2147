"""A spec's document to a `Network`; every problem is collected before any is raised."""

from __future__ import annotations

import re
from collections.abc import Container
from importlib import import_module
from typing import TYPE_CHECKING

from bpcalc.errors import InputError, Problem
from bpcalc.language.names import canonical
from bpcalc.language.syntax import names_in
from bpcalc.spec import functions
from bpcalc.spec.check import check
from bpcalc.spec.chosen import chosen_conventions
from bpcalc.spec.declarations import cases_of, declare
from bpcalc.spec.document import parse_document
from bpcalc.spec.equations import equations_of
from bpcalc.spec.losses import loss_of
from bpcalc.spec.made import too_many_entries
from bpcalc.spec.names import Names
from bpcalc.spec.network import INPUT, PARAMETER, TARGET, Case, Given, Network
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence
from bpcalc.spec.report import Report, did_you_mean, near, not_computed, placed, problem
from bpcalc.spec.sections import LATER, choice_of, nothing_to_compute, sections, text_of
from bpcalc.spec.shapes import declare_rest, require_no_letters, stated_shapes
from bpcalc.spec.source import Source, read_source, source_from_text

if TYPE_CHECKING:
    from pathlib import Path


def load(path: str | Path) -> Network:
    """The network of a spec file ("-": standard input). Raises InputError with all problems."""
    return network(read_source(path))


def loads(text: str, name: str = "spec") -> Network:
    """The network of a spec given as text. Raises InputError with all problems."""
    return network(source_from_text(text, name))


def network(source: Source) -> Network:
    """The network of a spec. Raises InputError with all problems, sorted by place."""
    problems: list[Problem] = []
    try:
        found = _read(parse_document(source), source.name, problems.append)
    except InputError as error:
        problems += error.problems
    if problems:
        from bpcalc.spec.retold import retold  # most specs are right

        raise InputError(*sorted(retold(problems, source), key=_position))
    return found


def _position(problem: Problem) -> tuple[int, int, str]:
    place = problem.place
    return (place.line, place.column, problem.code) if place else (0, 0, problem.code)


def _read(root: Mapping, file: str, report: Report) -> Network:
    """Reads the sections in the order in which they depend on each other."""
    told: list[Problem] = []

    def tell(problem: Problem) -> None:
        told.append(problem)
        report(problem)

    too_many = too_many_entries(root)
    if too_many is not None:
        raise InputError(too_many)
    entries = sections(root, tell)
    table, broken = functions.table(entries.get("functions"), tell)
    names = Names(table, tell)
    names.unknown |= broken
    batch = choice_of(entries.get("batch"), "batch", ("rows", "columns"), tell)
    stated = stated_shapes(entries.get("shapes"), names)
    for kind, section in ((INPUT, "inputs"), (PARAMETER, "parameters"), (TARGET, "target")):
        declare(entries.get(section), section, kind, stated, names)
    cases = cases_of(entries.get("cases"), root, stated, names)
    declare_rest(stated, names)
    equations = equations_of(entries.get("layers"), batch, names)
    loss = loss_of(entries.get("loss"), equations, names)
    equations += [loss.equation] if loss.equation is not None else []
    require_no_letters(stated, names)
    if not equations:
        names.incomplete = True
        if not told:
            tell(nothing_to_compute(root))
    told_below = {one.name for equation in equations for one in names_in(equation.tree)} - {
        *stated.letters,
        "pi",
    }
    of = _names_in(entries.get("of"), "of", 1, names, told_below)
    wrt = _names_in(entries.get("wrt"), "wrt", None, names, told_below)
    if of and of[0] in names.declared:
        node = entries["of"].items[0] if isinstance(entries["of"], Sequence) else entries["of"]
        tell(placed(not_computed(of[0], (one.name for one in equations)), node))
    found = Network(
        file,
        text_of(entries.get("title"), "title", tell),
        text_of(entries.get("notes"), "notes", tell),
        names.declared,
        stated.letters,
        tuple(equations),
        cases,
        names.functions,
        chosen_conventions(entries.get("conventions"), tell),
        batch,
        loss.name,
        of[0] if of else None,
        wrt,
        any(given.decimal for given in _all_given(names, cases)),
        {key: entries[key] for key in LATER if key in entries},
    )
    for trouble in check(found, names):
        tell(trouble)
    if not told:
        _look_ahead(found, report)
    return found


def _look_ahead(found: Network, report: Report) -> None:
    """Reports what `update` and `prove` would refuse: those sections are read when they are needed."""
    for section, module, name in (("update", "update", "update_of"), ("prove", "claims", "claims_of")):
        if section in found.sections:
            try:
                getattr(import_module(f"bpcalc.spec.{module}"), name)(found)
            except InputError as error:
                for problem in error.problems:
                    report(problem)


def _all_given(names: Names, cases: tuple[Case, ...]) -> list[Given]:
    stated = [d.given for d in names.declared.values() if d.given is not None]
    return stated + [given for case in cases for given in case.values.values()]


def _names_in(
    node: Node | None, section: str, most: int | None, names: Names, used: Container[str]
) -> tuple[str, ...] | None:
    """The quantities that `of` or `wrt` names; an unknown one that is `used` is reported where it is."""
    if node is None:
        return None
    items = node.items if isinstance(node, Sequence) else (node,)
    if most is not None and len(items) != most:
        names.report(problem(node, "E503", f"{section} is one name", f"write {section}: l"))
        return None
    if not items:
        names.report(problem(node, "E502", f"{section} names nothing", f"write {section}: x, or remove it"))
        return None
    found: list[str] = []
    for item in items:
        if not isinstance(item, Scalar):
            inside = item.entries[0][0].text if isinstance(item, Mapping) and item.entries else "x"
            names.report(problem(item, "E503", f"{section} takes names alone", f"write {section}: {inside}"))
            continue
        name = canonical(item.text.strip())
        several = re.split(r"[\s,]+", name)
        if name in names.places:
            found.append(name)
        elif len(several) > 1 and all(one in names.places for one in several):
            listed = (
                f"write wrt: [{', '.join(several)}]" if most is None else f"write {section}: {several[0]}"
            )
            names.report(problem(item, "E503", f"these are {len(several)} names in one text", listed))
        elif name not in used and (near(name, names.places) or not names.incomplete):
            help = did_you_mean(name, names.places, f"known names: {', '.join(names.places)}")
            names.report(problem(item, "E301", f"{name or 'an empty name'} is not defined", help))
    return tuple(found)
