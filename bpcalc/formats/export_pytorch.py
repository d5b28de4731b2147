"""A solved case as a PyTorch script: plain tensors and `loss.backward()`, or an `nn.Sequential`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from bpcalc.formats import script
from bpcalc.formats.pipeline import pipeline
from bpcalc.formats.script import Export, paragraph, quoted
from bpcalc.formats.sequential import sequential
from bpcalc.formats.source_values import matrix_source, nested
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.notation.torch_code import Torch

LIBRARY = "PyTorch"
_CHECK = '''\
def check(name, found, expected):
    """Fails where a value has another shape, or is off by more than one part in a million."""
    found, expected = torch.atleast_2d(found), torch.atleast_2d(torch.tensor(expected, dtype=found.dtype))
    assert found.shape == expected.shape, f"{{name}} is {{found.shape}}, not {{expected.shape}}"
    close = torch.allclose(found, expected, rtol=1e-6, atol={noise})
    assert close, f"{{name}} is {{found}}, not {{expected}}"'''
_JACOBIAN = '''\
def jacobian(of, wrt):
    """d of / d wrt, a row for each entry of `of`: one backward pass each."""
    rows = [
        torch.autograd.grad(entry, wrt, retain_graph=True, allow_unused=True, materialize_grads=True)[0]
        for entry in of.flatten()
    ]
    return torch.stack([row.flatten() for row in rows])'''
_GIVEN = "What is given; a column is an n×1 tensor."
_PIPELINE = {
    "": "One example is a flat tensor, as nn.Linear takes it; weights are outputs × inputs.",
    "rows": "Examples are rows, as nn.Linear takes them; it keeps its weights transposed, outputs × inputs.",
    "columns": "nn.Linear takes examples as rows, so all data are transposed here.",
}
_SAYS = 'print("All values and gradients agree with the worked solution.")'


def pytorch_script(export: Export) -> str:
    """The source of the script. Raises InputError E741 for a function that PyTorch lacks."""
    names = script.python_names(export, Torch)
    code = Torch(names)
    layers = pipeline(export)
    if layers is not None:
        given, forward, backward, checks = sequential(export, layers, code)
        definitions: list[str] = []
    else:
        forward, backward = _forward(export, code, names), _backward(export, names)
        given = [
            _given(export, names[name], name, quantity.value, name in code.labels)
            for name, quantity in export.solved.quantities.items()
            if quantity.equation is None
        ]
        checks = list(_checks(export, names))
        definitions = [_JACOBIAN] if export.solved.totals and _live(export) else []
    texts = (*code.helpers.values(), *forward, *given)
    head = "import torch" + ("\nfrom torch import nn" if any("nn." in text for text in texts) else "")
    return script.assembled(
        (script.opening(export, LIBRARY), head, "torch.set_default_dtype(torch.float64)"),
        (*code.helpers.values(), *definitions, _CHECK.format(noise=script.noise(export))),
        (
            paragraph(
                [_GIVEN if layers is None else _PIPELINE[layers.examples]],
                [*script.letters(export, texts, names), *given],
            ),
            paragraph(["Forward pass.", *_remarks(export, code)], forward),
            paragraph([f"Backward pass: PyTorch applies the chain rule, from {export.of} on."], backward),
            paragraph([_numbers(export, layers is not None)], [*checks, _SAYS]),
        ),
    )


def _remarks(export: Export, code: Torch) -> list[str]:
    kinks = script.kinks(export)
    return [*(f"{text}." for text in code.remarks), *kinks]


def _numbers(export: Export, flat: bool) -> str:
    said = "The numbers of the worked solution"
    stuck = [name for name in export.derivation.targets if name not in _live(export)]
    if export.of is None or not stuck or flat:
        return f"{said}."
    return f"{said}. No derivative reaches {', '.join(stuck)}: 0, and no .grad."


# -- what PyTorch differentiates ----------------------------------------------------


def _moving(export: Export) -> frozenset[str]:
    """The targets, and every quantity that PyTorch sees change with one of them."""
    found = set(export.derivation.targets)
    for (name, used), local in export.derivation.local.items():  # in order, so one pass reaches everything
        if used in found and local.terms:
            found.add(name)
    return frozenset(found)


def _live(export: Export) -> frozenset[str]:
    """Of these, what `of` depends on, itself included."""
    moving = _moving(export)
    if export.of is None or export.of not in moving:
        return frozenset()
    found = {export.of}
    for name in reversed(tuple(export.solved.graph.equations)):
        if name in found:
            found.update(
                used for (user, used), local in export.derivation.local.items()
                if user == name and local.terms and used in moving
            )  # fmt: skip
    return frozenset(found)


def _forward(export: Export, code: Torch, names: Mapping[Hashable, str]) -> list[str]:
    lines = []
    still = _starting(export)
    for name, text in script.written(export, code, LIBRARY).items():
        if text.isidentifier():
            text += ".clone()  # so that it has a gradient of its own"
        elif not tree.leaves(export.solved.graph.equations[name]) and "torch." not in text:
            text = f"torch.tensor(1.0 * ({text}))"
        lines.append(f"{names[name]} = {text}")
        if name in still:
            lines.append(f"{names[name]}.requires_grad_()")
    return lines


def _starting(export: Export) -> set[str]:
    """Results that are differentiated by, and that depend on nothing else that is."""
    moving = _moving(export)
    inside = {
        name for (name, used), local in export.derivation.local.items() if used in moving and local.terms
    }
    return {name for name in export.derivation.targets if name in export.solved.graph.equations} - inside


def _backward(export: Export, names: Mapping[Hashable, str]) -> list[str]:
    live = _live(export)
    if not export.scalar or export.of not in live:
        return []
    asked = {*export.solved.adjoints, *export.solved.gradients} & live
    kept = [
        names[name]
        for name in export.solved.graph.equations
        if name in asked and name not in _starting(export)
    ]
    lines = [f"{names[export.of]}.backward()"]
    if kept:
        several = f"({', '.join(kept)}{',' if len(kept) == 1 else ''})"
        lines = [
            f"for result in {several}:",
            "    result.retain_grad()  # only leaves keep theirs unasked",
            *lines,
        ]
    return lines


def _given(export: Export, name: str, key: str, value: Array, label: bool) -> str:
    rows = matrix_source(value, export.network.decimals, floating=not label)
    wanted = ", requires_grad=True" if key in export.derivation.targets and not label else ""
    single = value.shape == (1, 1)
    text = rows[0][0] if single else nested(rows, len(name) + len(wanted) + 17)
    return f"{name} = torch.tensor({text}{wanted})"


def _checks(export: Export, names: Mapping[Hashable, str]) -> Iterator[str]:
    solved, of, live = export.solved, export.of, _live(export)
    for name, quantity in solved.quantities.items():
        if quantity.equation is not None:
            yield check(export, name, names[name], quantity.value)
    for name, value in {**solved.adjoints, **solved.gradients}.items():
        if name in live:
            yield check(export, f"d{of}/d{name}", f"{names[name]}.grad", value)
    for (_, name), value in solved.totals.items():
        if name in live:
            yield check(export, f"d{of}/d{name}", f"jacobian({names[of or '']}, {names[name]})", value)


def check(export: Export, name: str, found: str, value: Array) -> str:
    """One assertion."""
    rows = matrix_source(value, export.network.decimals)
    start = f"check({quoted(name)}, {found}, "
    expected = rows[0][0] if value.shape == (1, 1) else nested(rows, len(start) + 1)
    return f"{start}{expected})"
