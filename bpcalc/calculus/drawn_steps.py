"""The steps that a drawn graph shows: whole equations, or single operations."""

from __future__ import annotations

from bpcalc.calculus.derivation import names_of
from bpcalc.language import tree
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph

EQUATIONS, OPERATIONS = "equations", "operations"


class Step(NamedTuple):
    """`formula` in quantities; `over`: the same over one leaf for each use (a slot), which stands
    for the node of this key. A number belongs to its operation and is no node."""

    key: str
    formula: Expr
    over: Expr
    slots: tuple[tuple[Expr, str], ...]


def steps_of(graph: Graph, grain: str) -> tuple[Step, ...]:
    """All steps of a graph, each after what it uses."""
    if grain == EQUATIONS:
        return tuple(_equation(graph, name) for name in graph.equations)
    found: list[Step] = []
    for name, expr in graph.equations.items():
        found.extend(_Operations(name, {}, []).steps(expr))
    return tuple(found)


def _equation(graph: Graph, name: str) -> Step:
    expr = graph.equations[name]
    return Step(name, expr, expr, tuple((graph.leaf(used), used) for used in names_of(graph, name)))


class _Operations(NamedTuple):
    """An equation in single operations; an operation that is written twice alike is one node."""

    equation: str
    keys: dict[Expr, str]
    made: list[Step]

    def steps(self, expr: Expr) -> list[Step]:
        """The operations, and the name of the equation as the last step."""
        slots: list[tuple[Expr, str]] = []
        over = self.slot(expr, slots, self.equation)
        self.made.append(Step(self.equation, expr, over, tuple(slots)))
        return self.made

    def key(self, part: Expr) -> str:
        """The node of a part, made where there is none yet."""
        if part.op == "name":
            return str(part.data)
        if part not in self.keys:
            # A name cannot have a colon, so this is nobody's name.
            slots: list[tuple[Expr, str]] = []
            over = self.over(part, slots)
            self.keys[part] = f"{self.equation}:{len(self.keys) + 1}"
            self.made.append(Step(self.keys[part], part, over, tuple(slots)))
        return self.keys[part]

    def over(self, part: Expr, slots: list[tuple[Expr, str]]) -> Expr:
        """The operation over slots: minus signs of a sum, repetition and numbers belong to it."""
        if part.op == "pick":  # p[t]: the 0/1 matrix of the label is no operation of its own
            base, hot = part.args
            label = tree.label_of(hot)
            if label is not None:
                exchange = {base: self.slot(base, slots, "pick"), label: self.slot(label, slots, "pick")}
                return tree.node(
                    "pick", (exchange[base], tree.substituted(hot, exchange)), part.data, part.shape
                )
        args = tuple(self.argument(arg, part.op, slots) for arg in part.args)
        return tree.node(part.op, args, part.data, part.shape)

    def argument(self, arg: Expr, above: str, slots: list[tuple[Expr, str]]) -> Expr:
        if arg.op == "broadcast" or (arg.op == "neg" and above == "add"):
            inner = self.argument(arg.args[0], above, slots)
            return tree.node(arg.op, (inner,), arg.data, arg.shape)
        if arg.shape == SCALAR and not tree.leaves(arg):
            return arg
        return self.slot(arg, slots, above)

    def slot(self, part: Expr, slots: list[tuple[Expr, str]], above: str) -> Expr:
        leaf = tree.name(f"{self.equation}:{above}#{len(slots)}", part.shape)
        slots.append((leaf, self.key(part)))
        return leaf
