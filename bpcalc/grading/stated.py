"""A formula in one case: what it may mean, its values, and the form in which it is right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from bpcalc.errors import InputError, Problem
from bpcalc.grading.adjoints import adjoints
from bpcalc.grading.answers import Answer
from bpcalc.grading.asked import Asked, asked, typed
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.points import Point, Truths, truths
from bpcalc.grading.readings import Reading, readings
from bpcalc.grading.truth import Form, as_written, same
from bpcalc.language.arrays import Array
from bpcalc.language.elaborate import elaborate
from bpcalc.language.scope import Scope
from bpcalc.language.syntax import Name, Partial, Syntax, Unary, walk
from bpcalc.language.tree import Derivative, Expr, leaves
from bpcalc.language.value import NoValueError, value
from bpcalc.records import NamedTuple
from bpcalc.spec.budget import cost_of

NEAR = (0.05, 0.003)
"""How near to the case, in parts of its numbers; the second for a case close to a kink."""
MULTIPLICATIONS, ENTRIES, TIMES = 1_000_000, 200_000, 20
"""What a formula may take besides so many times what the exercise itself takes: it is worked out at
many points."""


class Meaning(NamedTuple):
    """A formula with shapes, and how the derivative names in it are read."""

    formula: Expr
    reading: Reading


class Found(NamedTuple):
    """A meaning in which a formula is right, and the form of the value."""

    meaning: Meaning
    form: Form


class Stated:
    """The formula of an answer. Raises InputError for one that cannot be read."""

    def __init__(self, exercise: Exercise, case: str | None, answer: Answer) -> None:
        assert answer.about is not None
        self.truths: Truths = truths(exercise, case)
        self.asked: Asked = asked(answer.about, self.truths.instance)
        graph = self.truths.found.graph
        self.names = {name: graph.leaf(name) for name in (*graph.leaves, *graph.equations)}
        names = adjoints(graph, exercise.network.conventions)
        formula = typed(answer.formula, names)
        turned = names.is_negative(answer.key)
        self.typed: Syntax = Unary("-", formula, formula.span) if turned else formula
        self._refuse_itself()

    def _refuse_itself(self) -> None:
        for part in walk(self.typed):
            if isinstance(part, Name | Partial):
                key = part.name if isinstance(part, Name) else Derivative(part.of, part.wrt)
                if key == self.asked.key:
                    message = "the formula has what is asked for in it"
                    help = "write it in other quantities and derivatives"
                    raise InputError(Problem("E710", message, help=help))

    # -- points ------------------------------------------------------------------

    def truth(self, point: Point) -> Array | None:
        """The right value at a point."""
        return self.truths.value(self.asked.key, point)

    def among(self, points: Iterable[Point]) -> list[Point]:
        """The points at which there is a right value."""
        return [point for point in points if self.truth(point) is not None]

    @cached_property
    def here(self) -> list[Point]:
        """The case, if there is a value."""
        return self.among(self.truths.here)

    @cached_property
    def everywhere(self) -> list[Point]:
        """All points; near the case there are some even where hardly any others have a value."""
        found = [*self.here, *self.among(self.truths.far), *self.among(self.truths.near(NEAR[0]))]
        if not found:
            raise InputError(Problem("E712", "there is no number for this", help="leave it out"))
        return found

    # -- the formula -------------------------------------------------------------

    def meanings(self, typed: Syntax) -> list[Meaning]:
        """The formula in every reading that fits. Raises InputError with what is wrong in it."""
        found, network = self.truths.found, self.truths.instance.network
        named = {
            Derivative(part.of, part.wrt) for part in walk(typed)
            if isinstance(part, Partial) and {part.of, *part.wrt} <= self.names.keys() and len(part.wrt) < 3
        }  # fmt: skip
        slope = network.conventions.relu_slope_at_zero
        scope = Scope(self.names, network.functions, found.graph.letters, slope, network.batch)
        result: list[Meaning] = []
        refused: InputError | None = None
        for reading in readings(sorted(named), found, network.conventions):
            shapes = {(name.of, name.wrt): reading.leaf(name, found) for name in named}
            try:
                formula = self.truths.concrete(elaborate(typed, scope._replace(derivatives=shapes)))
                self._require_affordable(formula)
                result.append(Meaning(formula, reading))
            except InputError as error:
                refused = refused or error
        if refused is not None and not result:
            raise refused
        return result

    def _require_affordable(self, formula: Expr) -> None:
        """Raises InputError E718 for a formula that takes much more work than the exercise itself."""
        own, exercise = cost_of([formula]), self.truths.cost
        for what, taken, most in (
            ("multiplications", own.multiplications, MULTIPLICATIONS + TIMES * exercise.multiplications),
            ("numbers", own.entries, ENTRIES + TIMES * exercise.entries),
        ):
            if taken > most:
                help = f"write it with smaller matrices; the limit is {most:,} for this exercise"
                raise InputError(Problem("E718", f"this formula takes {taken:,} {what}", help=help))

    def value(self, meaning: Meaning, point: Point) -> Array | None:
        """The formula with true values of everything it names; None where one of them has none."""
        found = self.truths.found
        names: dict[Any, Any] = {**self.truths.letters, **self.truths.instance.matrices}
        for leaf in leaves(meaning.formula):
            if leaf.data in names:
                continue
            true = self.truths.value(leaf.data, point)
            if true is None:
                return None
            names[leaf.data] = true if leaf.op == "name" else meaning.reading.written(true, leaf, found)
        try:
            return value(meaning.formula, names)
        except (NoValueError, ArithmeticError):
            return None

    # -- what is right -----------------------------------------------------------

    def fitting(self, meaning: Meaning) -> list[Form]:
        """The forms that have the shape of a formula; names in other conventions than those of the
        exercise give no value in its own."""
        usual, reading = self.truths.instance.network.conventions, meaning.reading
        shape = meaning.formula.shape
        forms = (form for form in self.asked.forms if form.order.shape == shape and not form.flat)
        return [
            form for form in forms
            if (reading.layout in ("", usual.layout) or form.layout != usual.layout)
            and (reading.vec in ("", usual.vec) or form.vec != usual.vec)
        ]  # fmt: skip

    def form(self, meaning: Meaning, points: Sequence[Point]) -> Form | None:
        """The form in which a formula is right at all of some points."""
        left = self.fitting(meaning)
        for point in points:
            own, truth = self.value(meaning, point) if left else None, self.truth(point)
            if own is None or truth is None:
                return None
            left = [form for form in left if same(as_written(form, truth), own)]
        return left[0] if left and points else None

    def right(self, meanings: Iterable[Meaning], points: Sequence[Point]) -> Found | None:
        """A meaning that is right at all of some points, the plainest of several."""
        found: Found | None = None
        for one in meanings:
            form = self.form(one, points)
            if form is not None and not form.remark:
                return Found(one, form)
            found = found or (None if form is None else Found(one, form))
        return found
