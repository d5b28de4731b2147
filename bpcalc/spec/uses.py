"""What the equations use: every name has to be defined above, every function to exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpcalc.errors import InputError, Problem
from bpcalc.language.elaborate import has_function
from bpcalc.language.functions import Function
from bpcalc.language.near import slip
from bpcalc.language.other_names import name_meant
from bpcalc.language.syntax import Binary, Call, Index, Name, Partial, Syntax, children
from bpcalc.spec.names import Names
from bpcalc.spec.network import Equation, Network
from bpcalc.spec.report import at


class Uses:
    """The problems with what equations use; `failed`: the equations that have one."""

    def __init__(self, network: Network, names: Names) -> None:
        self.network = network
        self.names = names
        self.problems: list[Problem] = []
        self.failed: set[str] = set()
        self.told: set[str] = set()
        self.equations = {equation.name: equation for equation in network.equations}
        self.defined = {*names.places, *network.letters, "pi"} - self.equations.keys()
        for equation in network.equations:
            self._look_at(equation)
            self.defined.add(equation.name)

    def _look_at(self, equation: Equation) -> None:
        before = len(self.problems)
        for part in used_in(equation.tree):
            match part:
                case Binary(operator="/") if self._is_derivative(part):
                    self._tell(equation, part, "E518", "a derivative cannot be part of an equation",
                               "leave it out: bpcalc finds the derivatives of all equations")  # fmt: skip
                    self.told |= {side.name for side in (part.left, part.right) if isinstance(side, Name)}
                case Binary(operator="^", left=Name(name="e")) if "e" not in self.defined:
                    self.told.add("e")
                    exponent = _inside(equation.text[slice(*part.right.span)])
                    self._tell(equation, part, "E301", "e is not defined", f"did you mean exp({exponent})?")
                case Index(base=Name(name=name)) if self._is_function(name):
                    self.told.add(name)
                    inside = equation.text[part.base.span[1] : part.span[1]].strip()[1:-1]
                    self._tell(equation, part, "E302", f"{name} is a function; its argument stands in ( )",
                               f"write {name}({inside})")  # fmt: skip
                case Binary(operator="-", left=Name(name=name)) if self._is_function(name):
                    self.told.add(name)
                    inside = equation.text[slice(part.at[0], part.right.span[1])]
                    self._tell(equation, part, "E302", f"{name} is a function; its argument stands in ( )",
                               f"write {name}({inside})")  # fmt: skip
                case Name(name=name) if name not in self.defined:
                    self._undefined(part, equation)
                case Partial():
                    self._tell(equation, part, "E518", "a derivative cannot be part of an equation",
                               "leave it out: bpcalc finds the derivatives of all equations")  # fmt: skip
                case Call() if not has_function(part.function, self.network.functions):
                    known = self.defined | self.equations.keys()
                    functions = self.network.functions
                    self._take(equation, unknown_function(part, known, functions, equation.text))
        if len(self.problems) > before:
            self.failed.add(equation.name)

    def _is_function(self, name: str) -> bool:
        return name not in self.defined and has_function(name, self.network.functions)

    def _is_derivative(self, quotient: Binary) -> bool:
        """Whether `dL/dx` is meant, though there is no L."""
        sides = (quotient.left, quotient.right)
        names = [side.name for side in sides if isinstance(side, Name) and side.name not in self.defined]
        known = self.defined | self.equations.keys()
        return (
            len(names) == 2
            and all(name[0] == "d" and name not in known for name in names)
            and names[1][1:] in known
        )

    def _undefined(self, used: Name, equation: Equation) -> None:
        name = used.name
        if name in self.equations:
            self._too_early(used, equation)
            return
        self.failed.add(equation.name)
        if name in self.told or name in self.names.refused:
            return
        if has_function(name, self.network.functions):
            self._tell(equation, used, "E302", f"{name} is a function; it needs its argument",
                       f"write {name}(…), with its argument in brackets")  # fmt: skip
            return
        known = [one for one in (*self.names.places, *self.network.letters) if one in self.defined]
        meant = name_meant(name, known) or slip(name, known)
        if meant is None and self.names.incomplete:
            return
        self.told.add(name)
        otherwise = (
            f"give it a value, or define it above; known here: {', '.join(known[:12]) or 'nothing yet'}"
        )
        help = f"did you mean {meant}?" if meant else otherwise
        self._tell(equation, used, "E301", f"{name} is not defined", help)

    def _too_early(self, used: Name, equation: Equation) -> None:
        """A use above the equation that defines the name, perhaps in a circle."""
        self.failed.add(equation.name)
        later = self.equations[used.name]
        circle = self._circle(equation.name, used.name)
        if circle and not self.told.isdisjoint(circle):
            return
        self.told.update(circle)
        if len(circle) == 1:
            self._tell(equation, used, "E515", f"{used.name} is defined by itself",
                       f"give the new value a new name, as {used.name}2")  # fmt: skip
        elif circle:
            path = " → ".join((*circle, circle[0]))
            note = f"{used.name} is defined at {at(later.place)}"
            self._tell(equation, used, "E515", f"these equations go in a circle: {path}",
                       "take one name out of the circle; write a loop out as h1, h2, h3", note)  # fmt: skip
        else:
            note = f"{used.name} is defined at {at(later.place)}"
            self._tell(equation, used, "E516", f"{used.name} is used above its equation",
                       f"move the equation of {used.name} above this one", note)  # fmt: skip

    def _circle(self, start: str, then: str) -> tuple[str, ...]:
        """The names on a way from `start` over what it uses back to it."""
        ways = {then: (start, then) if then != start else (start,)}
        waiting = [then]
        while waiting:
            name = waiting.pop(0)
            if name == start:
                return ways[name][:-1] if len(ways[name]) > 1 else ways[name]
            for part in used_in(self.equations[name].tree):
                if isinstance(part, Name) and part.name in self.equations and part.name not in ways:
                    ways[part.name] = (*ways[name], part.name)
                    waiting.append(part.name)
        return ()

    def _tell(
        self,
        equation: Equation,
        part: Name | Partial | Binary | Index,
        code: str,
        message: str,
        help: str,
        *notes: str,
    ) -> None:
        self._take(equation, Problem(code, message, span=part.span, help=help, notes=notes))

    def _take(self, equation: Equation, problem: Problem) -> None:
        path = equation.scalar.path if equation.scalar else ""
        place = equation.at(problem.span or (0, len(equation.text)))
        self.problems.append(problem._replace(place=place, span=None, path=path))


def _inside(text: str) -> str:
    """What stands in brackets, if all of a text does."""
    return text[1:-1] if text[:1] == "(" and text.find(")") == len(text) - 1 else text


def used_in(tree: Syntax) -> Iterator[Syntax]:
    """All parts of an expression but the f of `derivative(f, x)`."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        yield part
        below = children(part)
        if isinstance(part, Call) and part.function == "derivative" and len(below) == 2:
            below = below[1:]
        waiting.extend(reversed(below))


def unknown_function(
    call: Call, quantities: set[str], functions: Mapping[str, Function], text: str
) -> Problem:
    """What is said of a call of something that is no function."""
    from bpcalc.language.unknown import no_function  # what is right needs no such help

    try:
        no_function(call, quantities, functions, text)
    except InputError as error:
        return error.problems[0]
