"""LaTeX → MathML Core, which browsers draw without a script; the LaTeX stays as an annotation."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bpcalc.formats.tex_tree import NOTHING, Node, tree
from bpcalc.formats.tex_width import node_width

_ACCENTS = {"hat": "ˆ", "bar": "¯", "tilde": "˜", "overline": "¯"}
_BOLD_DIGITS = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
_BEFORE_PREFIX = frozenset("=≈≤≥≠<>→,([+−·⊙⊗×:/")
"""After these a minus belongs to what follows it."""
_BRACKETS = {"bmatrix": ("[", "]"), "cases": ("{", "")}


def mathml(tex: str, display: bool = False) -> str:
    """The formula as an element. `display`: fractions at full size."""
    style = ' displaystyle="true"' if display else ""
    return (
        f"<math{style}><semantics>{_group(tree(tex))}"
        f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation></semantics></math>'
    )


def _group(node: Node) -> str:
    """The node as one element."""
    if node.kind == "row" and len(node.args) == 1:
        return _group(node.args[0])
    return f"<mrow>{_row(node.args)}</mrow>" if node.kind == "row" else _element(node, None)


def _row(parts: Sequence[Node]) -> str:
    """Elements side by side. A function such as log needs some room; brackets give it that."""
    found: list[str] = []
    for place, part in enumerate(parts):
        before = parts[place - 1] if place else None
        after = parts[place + 1] if place + 1 < len(parts) else None
        function = _is_function(part)
        if function and before is not None and before.kind != "sign":
            found.append(_space("0.167"))
        found.append(_element(part, before))
        if function and after is not None:
            found.append("<mo>\u2061</mo>")  # says "applied to"; is not drawn
            if after.text != "(" and after.kind != "fence":
                found.append(_space("0.167"))
    return "".join(found)


def _element(node: Node, before: Node | None) -> str:
    match node.kind:
        case "row":
            return _group(node)
        case "number":
            return f"<mn>{node.text}</mn>"
        case "letter":
            upright = ' mathvariant="normal"' if node.text in "∂∇∞⊤" else ""
            return f"<mi{upright}>{escape(node.text)}</mi>"
        case "sign":
            return _sign(node.text, before)
        case "space":
            return _space(node.text)
        case "word":
            return _word(node)
        case "text":
            return f"<mtext>{escape(_kept(node.text), quote=False)}</mtext>"
        case "fraction":
            return f"<mfrac>{_group(node.args[0])}{_group(node.args[1])}</mfrac>"
        case "root":
            return f"<msqrt>{_group(node.args[0])}</msqrt>"
        case "accent":
            bar = node.text in ("bar", "overline")  # which an accent would let touch its letter
            stretchy = "true" if node.text == "overline" else "false"
            sign = f'<mo stretchy="{stretchy}">{_ACCENTS[node.text]}</mo>'
            return f'<mover accent="{str(not bar).lower()}">{_group(node.args[0])}{sign}</mover>'
        case "script":
            return _script(node)
        case "fence":
            left, right = node.text[0], node.text[1]
            return f"<mrow>{_bracket(left)}{_group(node.args[0])}{_bracket(right, 'postfix')}</mrow>"
        case "matrix":
            return _matrix(node)
        case "phantom":
            return _space(f"{node_width(node):.3g}")
    raise AssertionError(node.kind)


def _sign(sign: str, before: Node | None) -> str:
    if sign in "()[]|‖":
        form = "postfix" if sign in ")]" or (sign in "|‖" and before is not None) else "prefix"
        return f'<mo stretchy="false" form="{form}">{sign}</mo>'
    if sign == "−" and (before is None or (before.kind == "sign" and before.text in _BEFORE_PREFIX)):
        return '<mo form="prefix">−</mo>'
    if sign in "⋯⋮⋱…":
        return f"<mi>{sign}</mi>"
    if sign in "=≈" and before is None:  # a line that goes on with it
        return f'<mo form="infix">{sign}</mo>'
    return f"<mo>{escape(sign)}</mo>"


def _word(node: Node) -> str:
    text = escape(node.text, quote=False)
    if node.style == "bold":
        return f"<mn>{node.text.translate(_BOLD_DIGITS)}</mn>"
    if node.style == "italic":
        return f'<mi class="word">{text}</mi>'
    return f'<mi mathvariant="normal">{text}</mi>'


def _script(node: Node) -> str:
    base, below, above = node.args
    if len(above.args) == 1 and above.args[0].text.startswith("′"):  # the sign itself is small and high
        without = _script(node._replace(args=(base, below, NOTHING))) if below != NOTHING else _group(base)
        return f'<mrow>{without}<mo lspace="0" rspace="0">{above.args[0].text}</mo></mrow>'
    if below == NOTHING:
        return f"<msup>{_group(base)}{_group(above)}</msup>"
    if above == NOTHING:
        return f"<msub>{_group(base)}{_group(below)}</msub>"
    return f"<msubsup>{_group(base)}{_group(below)}{_group(above)}</msubsup>"


def _matrix(node: Node) -> str:
    left, right = _BRACKETS[node.text]
    rows = "".join(
        "<mtr>" + "".join(f"<mtd>{_group(cell)}</mtd>" for cell in row.args) + "</mtr>" for row in node.args
    )
    closing = _bracket(right, "postfix") if right else ""
    return f'<mrow>{_bracket(left)}<mtable class="{node.text}">{rows}</mtable>{closing}</mrow>'


def _bracket(sign: str, form: str = "prefix") -> str:
    return f'<mo fence="true" stretchy="true" symmetric="true" form="{form}">{sign}</mo>'


def _space(em: str) -> str:
    return f'<mspace width="{em}em"></mspace>'


def _kept(text: str) -> str:
    """Blanks at the ends stay."""
    return "\u00a0" * (text != text.lstrip()) + text.strip() + "\u00a0" * (text != text.rstrip())


def _is_function(node: Node) -> bool:
    base = node.args[0] if node.kind == "script" else node
    return base.kind == "word" and base.style == "function"
