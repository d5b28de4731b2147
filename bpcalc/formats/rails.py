"""A graph as rails of characters: one row for each node, one rail for each value still in use."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.records import NamedTuple

_UNICODE = {
    (0, 0, 1, 1): "─", (1, 1, 0, 0): "│", (1, 1, 0, 1): "├", (1, 1, 1, 0): "┤", (1, 1, 1, 1): "┼",
    (1, 0, 0, 1): "└", (1, 0, 1, 0): "┘", (1, 0, 1, 1): "┴", (0, 1, 0, 1): "┌", (0, 1, 1, 0): "┐",
    (0, 1, 1, 1): "┬",
}  # fmt: skip


class Row(NamedTuple):
    """One line: the rails, and the node it belongs to. `first`: the node itself stands in it."""

    rails: str
    node: int | None = None
    first: bool = False


def rails(
    count: int, edges: Sequence[tuple[int, int]], glyphs: Sequence[str], more: Sequence[int], unicode: bool
) -> list[Row]:
    """The rows of nodes that stand in an order in which edges go forward.

    What nothing leads to comes right before its first use. `more`: so many rows below a node
    are kept for what is said about it.
    """
    return _Rails(edges, glyphs, more, unicode).rows(count)


class _Rails:
    def __init__(
        self, edges: Sequence[tuple[int, int]], glyphs: Sequence[str], more: Sequence[int], unicode: bool
    ) -> None:
        self.glyphs, self.more, self.unicode = glyphs, more, unicode
        self.used = {node: [start for start, end in edges if end == node] for _, node in edges}
        self.left = {node: sum(start == node for start, _ in edges) for node, _ in edges}
        self.columns: list[int | None] = []
        self.found: list[Row] = []

    def rows(self, count: int) -> list[Row]:
        starts = [node for node in range(count) if node not in self.used]
        waiting = [node for node in starts if not self.left.get(node)]
        for node in waiting:
            self.stand(node, self.free())
        for node in range(count):
            if node not in self.used:
                continue
            for start in dict.fromkeys(self.used[node]):
                if start in starts and start not in self.columns:
                    self.stand(start, self.free())
            self.join(node)
        return self.found

    def free(self) -> int:
        """The first empty column; there is always one more."""
        if None not in self.columns:
            self.columns.append(None)
        return self.columns.index(None)

    def stand(self, node: int, column: int) -> None:
        """The row of a node, and those below it."""
        self.columns[column] = node
        self.found.append(Row(self.line(self.glyphs[node], column), node, True))
        ends = not self.left.get(node)
        if ends:
            self.columns[column] = None
        self.found.extend(Row(self.line("", -1), node) for _ in range(self.more[node]))
        if ends:
            self.found.append(Row(self.line("", -1)))

    def line(self, glyph: str, column: int) -> str:
        bar = "│" if self.unicode else "|"
        signs = (
            glyph if k == column else bar if held is not None else " " for k, held in enumerate(self.columns)
        )
        return " ".join(signs).rstrip()

    def join(self, node: int) -> None:
        """The rails of what a node uses run together; those used up end there."""
        used = list(dict.fromkeys(self.used[node]))
        for start in self.used[node]:
            self.left[start] -= 1
        joined = sorted(self.columns.index(start) for start in used)
        over = [column for column in joined if not self.left[self.columns[column] or 0]]
        place = over[0] if over else self.free()
        if len(joined) > 1 or place not in joined:
            self.found.append(
                Row(self.junction({*joined, place}, set(joined), {*joined} - {*over} | {place}))
            )
        for column in over:
            self.columns[column] = None
        self.stand(node, place)

    def junction(self, touched: set[int], above: set[int], below: set[int]) -> str:
        """The row where rails meet; others pass behind it."""
        first, last = min(touched), max(touched)
        text = ""
        for column, held in enumerate(self.columns):
            left, right = first < column <= last, first <= column < last
            if column in touched:
                text += self.sign(column in above, column in below, left, right)
            elif held is not None:
                text += "│" if self.unicode else "|"
            else:
                text += self.sign(False, False, left, right) if left else " "
            text += ("─" if self.unicode else "-") if right else " "
        return text.rstrip()

    def sign(self, up: bool, down: bool, left: bool, right: bool) -> str:
        if not self.unicode:
            return "-" if not (up or down) else "+" if left or right else "|"
        return _UNICODE[int(up), int(down), int(left), int(right)]
