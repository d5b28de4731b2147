"""Numbers of operations as answers: judged under the convention in force, explained under others."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.calculus.counting import Counts, counts
from bpcalc.calculus.explanations import explained, explanations
from bpcalc.calculus.plan import costs
from bpcalc.calculus.products import LEFT, RIGHT, Chain
from bpcalc.calculus.stories import Words
from bpcalc.errors import InputError, Problem
from bpcalc.grading import mistakes
from bpcalc.grading.answers import Answer
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.verdicts import Judged
from bpcalc.language import syntax
from bpcalc.language.notation import text
from bpcalc.language.sizes import Size, letters, size_text
from bpcalc.spec.network import Network

SHOWN = 2
"""Explanations of a wrong number that are told."""


def judge_count(exercise: Exercise, answer: Answer) -> Judged:
    """A number of operations. Raises InputError for what cannot be counted."""
    network = exercise.network
    stated = _stated(answer, network)
    if letters(stated):
        network = _in_symbols(network)
    found = counts(network)[0]
    true = _true(network, found, answer)
    out_of = exercise.marks.of(answer)
    start = Judged(answer, "right", out_of, solution=size_text(true))
    if stated == true:
        return start._replace(marks=start.out_of)
    conventions = network.conventions
    known = explanations(found, conventions.count, conventions.products, conventions.weights)
    where = [one for one in explained(known, stated) if one.mistake or one.number != true]
    where.sort(key=lambda one: (not _is_about(one.words, answer), one.rank))
    remarks = [
        _lower(_words(one.words)) + (f": {_words(one.mistake)}" if one.mistake else "")
        for one in where[:SHOWN]
    ]
    remark = (
        "this is " + "; or ".join(remarks)
        if remarks
        else "no order, unit or convention known here gives this number"
    )
    names = (mistakes.OTHER_COUNT.name,) if remarks else ()
    return start._replace(verdict="wrong", first_error=True, mistakes=names, remark=remark)


def _stated(answer: Answer, network: Network) -> Size:
    if answer.table is not None and answer.table.shape == (1, 1):
        number = answer.table.rows[0][0].value
        if isinstance(number, int):
            return number
    elif answer.formula:
        from bpcalc.grading.typed_sizes import size_of

        size = size_of(answer.formula, network.letters)
        if size is not None:
            return size
    what, help = "a count is one whole number", f"write {answer.key}: 123"
    if network.letters:
        what, help = f"{what}, or a polynomial in the sizes", f"{help}, or 2*{next(iter(network.letters))}^2"
    raise InputError(Problem("E705", what, help=help))


def _in_symbols(network: Network) -> Network:
    """The network without its values, where every name has a shape."""
    if any(declared.shape is None for declared in network.declared.values()):
        help = "answer with a number"
        raise InputError(Problem("E705", "the sizes of this exercise are numbers", help=help))
    declared = {name: one._replace(given=None) for name, one in network.declared.items()}
    cases = tuple(case._replace(values={}) for case in network.cases[:1])
    return network._replace(declared=declared, cases=cases)


def _true(network: Network, found: Counts, answer: Answer) -> Size:
    mode, _, rest = answer.key.partition(" ")
    memory = rest.startswith("memory")
    target = rest.removeprefix("memory").strip()
    if mode == "hessian":
        if found.curvature is None:
            raise InputError(Problem("E705", "there is no second derivative to count", help="leave it out"))
        # The cheapest to write down: the products first, then scaled in place.
        way = found.curvature.ways[0]
        return way.in_place if memory else way.work.arithmetic.multiplications
    chain = _chain(found)
    if chain is not None and not target:
        way_name = RIGHT if mode == "reverse" else LEFT
        one = next(way for way in chain.ways if way.name == way_name)
        return one.memory.every if memory else one.cost.multiplications
    if found.main is None or found.found.of is None:
        raise InputError(Problem("E705", "nothing is differentiated here", help="bpcalc count shows what is"))
    if memory:
        return found.main.memory[mode].every
    pair = _pair(found, answer, target)
    cost = costs(found.found, mode, network.conventions)[pair]
    return network.conventions.counted(cost)


def _chain(found: Counts) -> Chain | None:
    """The product of several matrices that the exercise is about."""
    scalar = found.found.of is not None and found.graph.shape(found.found.of) == (1, 1)
    return None if scalar else next((chain for chain in found.chains if chain.whole), None)


def _pair(found: Counts, answer: Answer, target: str) -> tuple[str, str]:
    about, derived = answer.about, found.found
    if not target:
        return derived.of or "", derived.targets[0]
    if isinstance(about, syntax.Partial) and about.of == derived.of and about.wrt[0] in derived.targets:
        return about.of, about.wrt[0]
    help = f"name one of {', '.join(f'd{derived.of}/d{name}' for name in derived.targets)}"
    raise InputError(Problem("E704", f"{target} is not counted here", help=help))


def _is_about(words: Words, answer: Answer) -> bool:
    """Whether an explanation names the target that was asked for."""
    asked = list(_asked(answer))
    said = _words(words)
    return any(name in said for name in asked)


def _asked(answer: Answer) -> Iterator[str]:
    if isinstance(answer.about, syntax.Partial):
        yield f"/d{answer.about.wrt[0]}"
        yield f"/∂{answer.about.wrt[0]}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _words(words: Words) -> str:
    return "".join(part if isinstance(part, str) else text.ascii(part) for part in words)
