"""The parts of a PyTorch script for a pipeline. nn.Linear takes examples in rows, or one flat one."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.formats.pipeline import Pipeline
from bpcalc.formats.script import Export, quoted, spelled
from bpcalc.formats.source_values import flat, matrix_source, nested
from bpcalc.language.arrays import Array
from bpcalc.language.notation.torch_code import Torch
from bpcalc.records import NamedTuple
from bpcalc.spec.network import TARGET


class Parts(NamedTuple):
    """Lines of a script, part by part."""

    given: list[str]
    forward: list[str]
    backward: list[str]
    checks: list[str]


def sequential(export: Export, found: Pipeline, code: Torch) -> Parts:
    """The script of a pipeline. Raises InputError E741 for a loss that PyTorch lacks."""
    made = _Maker(export, found, code)
    forward = made.forward()  # first, because it finds the labels
    given = [*made.data(), "", *made.model()]
    return Parts(given, forward, [f"{code.names[export.of or '']}.backward()"], list(made.checks()))


class _Maker(NamedTuple):
    export: Export
    found: Pipeline
    code: Torch

    def values(self, name: str) -> Array:
        """The value of a quantity as the spec has it."""
        return self.export.solved.quantities[name].value

    def parameters(self) -> Iterator[tuple[str, str]]:
        """Each parameter and where the model keeps it."""
        for place, layer in enumerate(self.found.layers):
            for part, name in (("weight", layer.weights), ("bias", layer.bias)):
                if name:
                    yield name, f"model[{place}].{part}"

    # -- values in the model's layout ------------------------------------------------

    def result(self, value: Array, used: int, floating: bool = False) -> str:
        """An input or a result: examples in rows, a single one flat."""
        turned = value.T if self.found.examples == "columns" else value
        rows = matrix_source(turned, self.export.network.decimals, floating)
        return nested(rows, used) if self.found.examples else flat([row[0] for row in rows], used)

    def parameter(self, value: Array, place: str, used: int, floating: bool = False) -> str:
        """Weights as out × in, a bias flat."""
        turned = value.T if self.found.examples == "rows" else value
        rows = matrix_source(turned, self.export.network.decimals, floating)
        if place.endswith("bias"):
            return flat([entry for row in rows for entry in row], used)
        return nested(rows, used)

    # -- the parts --------------------------------------------------------------------

    def data(self) -> Iterator[str]:
        for name in (self.found.input, *self.export.network.names(TARGET)):
            start = f"{self.code.names[name]} = torch.tensor("
            grad = ", requires_grad=True" if name in self.export.derivation.targets else ""
            whole = name in self.code.labels
            yield f"{start}{self.result(self.values(name), len(start + grad) + 1, not whole)}{grad})"

    def model(self) -> Iterator[str]:
        width = max(len(layer.module) for layer in self.found.layers) + 1
        yield "model = nn.Sequential("
        for layer in self.found.layers:
            yield f"    {layer.module + ',':{width}}  # {self.code.names[layer.name]}"
        yield ")"
        yield "with torch.no_grad():"
        for name, place in self.parameters():
            start = f"    {place}.copy_(torch.tensor("
            source = self.parameter(self.values(name), place, len(start) + len(name) + 6, floating=True)
            yield start + source.replace("\n", "\n    ") + f"))  # {self.code.names[name]}"

    def forward(self) -> list[str]:
        names, of = self.code.names, self.export.of or ""
        last = names[self.found.layers[-1].name]
        if self.found.loss:
            loss = f"{self.found.loss}()({last}, {names[self.export.network.names(TARGET)[0]]})"
        else:
            formula = self.export.solved.graph.equations[of]
            loss = spelled(self.export, self.code.text, formula, of, "PyTorch")
        return [f"{last} = model({names[self.found.input]})", f"{names[of]} = {loss}"]

    def checks(self) -> Iterator[str]:
        names, of = self.code.names, self.export.of or ""
        given, last = names[self.found.input], self.found.layers[-1].name
        for count, layer in enumerate(self.found.layers, 1):
            made = names[last] if layer.name == last else f"model[:{count}]({given})"
            start = f"check({quoted(layer.name)}, {made}, "
            yield f"{start}{self.result(self.values(layer.name), len(start) + 1)})"
        ((loss,),) = matrix_source(self.values(of), self.export.network.decimals)
        yield f"check({quoted(of)}, {names[of]}, {loss})"
        places = dict(self.parameters())
        for name, value in self.export.solved.gradients.items():
            start = f"check({quoted(f'd{of}/d{name}')}, {places.get(name, names[name])}.grad, "
            if name in places:
                yield f"{start}{self.parameter(value, places[name], len(start) + 1)})"
            elif name == self.found.input:
                yield f"{start}{self.result(value, len(start) + 1)})"
