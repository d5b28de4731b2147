"""`bpcalc schema`: what an editor checks a spec with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from bpcalc.cli.main import bpcalc
from tests.readme import specs

NETWORKS = sorted((Path(__file__).parents[2] / "networks").glob("*.yaml"))
SCHEMA = json.loads(CliRunner().invoke(bpcalc, ["schema"]).stdout)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

MISTAKES = {
    "nothing to compute": "title: x",
    "a misspelt layer": "{inputs: {x: 1}, layers: [rellu]}",
    "a misspelt key": "{inputs: {x: 1}, layer: [relu]}",
    "a misspelt setting": "{inputs: {x: 1}, layers: [{leaky_relu: {slop: 0.1}}]}",
    "a misspelt part of a layer": "{inputs: {x: 1}, layers: [{linear: {wieghts: [[1]]}}]}",
    "a misspelt convention": "{layers: [relu], conventions: {layouts: numerator}}",
    "a wrong convention": "{layers: [relu], conventions: {layout: sideways}}",
    "a slope at 0 that nobody uses": "{layers: [relu], conventions: {relu_at_zero: 2}}",
    "a function as a name": "{inputs: {sum: 1}, layers: [relu]}",
    "a name that begins with a digit": "{inputs: {2x: 1}, layers: [relu]}",
    "a list without commas": "{inputs: {x: 1 2}, layers: [relu]}",
    "numbers beside rows": "{inputs: {x: [1, [2]]}, layers: [relu]}",
    "an empty list": "{inputs: {x: []}, layers: [relu]}",
    "a size of 0": "{inputs: {x: {random: [0, 3]}}, layers: [relu]}",
    "three sizes": "{layers: [relu], shapes: {x: [1, 2, 3]}}",
    "rows and columns misspelt": "{layers: [relu], batch: row}",
    "a layer that is no list": "{layers: relu}",
    "two layers in one entry": "{layers: [{relu: , tanh: }]}",
    "a comparison for an equation": "{layers: [z1 == x]}",
    "a misspelt setting of the loss": "{layers: [relu], loss: {hinge: {margn: 1}}}",
    "no case": "{layers: [relu], cases: {}}",
}
GOOD = {
    "constants": "{inputs: {x: [1/3, sqrt(2), 1e-3, .5, 0.2, -2]}, layers: [relu]}",
    "names in other letters": "{inputs: {ŷ: 1, x': 2}, layers: [z = ŷ]}",
    "a layer that the spec defines": "{functions: {phi(z): z^2}, layers: [phi, {h: phi}]}",
    "short linear layers": "{layers: [{linear: [[1]]}, {linear: W}]}",
    "a linear layer with a name": "{layers: [{s: {linear: {weights: W1, bias: [1]}}}]}",
    "settings short and long": "{layers: [{leaky_relu: 0.1}, {softmax: {beta: 2}}], loss: {huber: 2}}",
    "one name instead of a list": "{inputs: x, wrt: x, layers: [z = x]}",
    "a fraction as a convention": "{layers: [relu], conventions: {relu_at_zero: 1/2}}",
}


def read(text: str) -> Any:
    """YAML as JSON would have it: all keys are text."""
    return _textual(yaml.safe_load(text))


def _textual(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _textual(item) for key, item in value.items()}
    return [_textual(item) for item in value] if isinstance(value, list) else value


def test_the_schema_is_one() -> None:
    """Of draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", NETWORKS, ids=lambda path: path.stem)
def test_shipped_networks_are_valid(path: Path) -> None:
    """Every network."""
    VALIDATOR.validate(read(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("text", specs(), ids=range(len(specs())))
def test_specs_of_the_readme_are_valid(text: str) -> None:
    """Every spec in the README."""
    VALIDATOR.validate(read(text))


@pytest.mark.parametrize("form", GOOD)
def test_less_common_forms_are_valid(form: str) -> None:
    """What the reader takes, the schema takes."""
    VALIDATOR.validate(read(GOOD[form]))


@pytest.mark.parametrize("mistake", MISTAKES)
def test_typical_mistakes_are_not(mistake: str) -> None:
    """An editor marks them before bpcalc reads them."""
    assert not VALIDATOR.is_valid(read(MISTAKES[mistake]))
