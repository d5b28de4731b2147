"""The JSON Schema of a spec (draft 2020-12), made from the tables that the reader uses.

It knows names and forms; whether shapes fit and names are defined, only the reader knows.
"""

from __future__ import annotations

from typing import Any

from bpcalc.language.functions import CONVENTION, EACH, Function
from bpcalc.language.scope import BUILT_IN
from bpcalc.language.table import TABLE
from bpcalc.spec.conventions import CHOICES, PROFILES

Schema = dict[str, Any]

NAME = r"^[^\W\d][\w']*$"
EQUATION = r"^\s*[^\W\d][\w']*\s*=[^=]"
NUMBER_OR_CONSTANT = r"^(?=.*(\d|pi))(?!.*[,;:\[\]{}=])(?!\s*\S*\d\s+[\d.])"


def schema() -> Schema:
    """The schema as JSON-ready data."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "bpcalc: a network to solve",
        "type": "object",
        "additionalProperties": False,
        "properties": _sections(),
        "anyOf": [{"required": ["layers"]}, {"required": ["loss"]}],
        "if": {"required": ["functions"]},
        "then": {"properties": {"layers": _list(_layer({"type": "string", "pattern": NAME}), 1)}},
        "else": {"properties": {"layers": _list(_layer({"enum": _layers()}), 1)}},
        "$defs": _definitions(),
    }


def _sections() -> Schema:
    return {
        "title": _said("shown at the top", {"type": "string"}),
        "notes": _said("shown below the title", {"type": "string"}),
        "inputs": _said("names and values; gradients are given for them", _ref("names")),
        "parameters": _said("names and values; gradients are given for them", _ref("names")),
        "target": _said("what the loss compares with; no gradients", _ref("names")),
        "shapes": _said("sizes without values: {x: n, W1: [m, n]}", _mapping(_ref("shape"))),
        "layers": _said("the network: layers, or equations name = expression", {"type": "array"}),
        "loss": _said("a named loss, an equation or the name of a quantity", _loss()),
        "of": _said("what is differentiated; by default the loss", _ref("name")),
        "wrt": _said("by what; by default all inputs and parameters", _one_or_more(_ref("name"))),
        "batch": _said("where the examples are", {"enum": ["rows", "columns"]}),
        "cases": _said("named sets of values", {
            "type": "object", "minProperties": 1, "additionalProperties": _mapping(_ref("value")),
        }),
        "functions": _said("phi(z): formula; sigma: abstract elementwise; f: abstract [c]", {
            "type": "object", "additionalProperties": {"type": "string"},
        }),
        "conventions": _said("what courses do differently", {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "profile": {"enum": list(PROFILES)},
                **{name: {"enum": _written(choices)} for name, choices in CHOICES.items()},
            },
        }),
        "update": _said("optimizer steps", {"type": "object"}),
        "prove": _said("claims over a domain", {}),
        "marks": _said("points for each answer", {"type": "object"}),
    }  # fmt: skip


def _definitions() -> Schema:
    number = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": NUMBER_OR_CONSTANT}]}
    size = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 4096},
                      {"type": "string", "pattern": r"^[\w\s+*-]+$"}]}  # fmt: skip
    sizes = _list({"type": "integer", "minimum": 1, "maximum": 4096}, 1, 2)
    return {
        "name": {"type": "string", "pattern": NAME, "not": {"enum": _taken()}},
        "number": _said("a number, or a constant such as 1/3 or sqrt(2)", number),
        "value": {
            "description": "a number, a list (a column), a list of rows, random or from a file",
            "anyOf": [
                _ref("number"),
                _list(_ref("number"), 1),
                _list(_list(_ref("number"), 1), 1),
                {"type": "object", "required": ["random"], "additionalProperties": False,
                 "properties": {"random": sizes, "seed": {"type": "integer", "minimum": 0}}},
                {"type": "object", "required": ["file"], "additionalProperties": False,
                 "properties": {"file": {"type": "string"}}},
            ],
        },
        "shape": {"description": "n for a column, [m, n] for a matrix", "anyOf": [size, _list(size, 1, 2)]},
        "names": {"anyOf": [_mapping(_ref("value")), _one_or_more(_ref("name"))]},
        "linear": {
            "anyOf": [
                {"type": "null"},
                _ref("value"),
                _ref("name"),
                {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "weights": {"anyOf": [_ref("value"), _ref("name")]},
                        "bias": {"anyOf": [_ref("value"), _ref("name")]},
                    },
                },
            ]
        },
    }  # fmt: skip


# -- layers and losses ---------------------------------------------------------------


def _layer(plain: Schema) -> Schema:
    """An equation, the name of a layer, a layer with its setting, or one with a name of its own."""
    with_setting = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "properties": {"linear": _ref("linear"), **{name: _settings(TABLE[name]) for name in _layers()[1:]}},
    }
    inner: list[Schema] = [plain, with_setting]
    own_name: Schema = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "propertyNames": _ref("name"),
        "additionalProperties": {"anyOf": inner},
    }
    return {"anyOf": [{"type": "string", "pattern": EQUATION}, *inner, own_name]}


def _loss() -> Schema:
    """A name, an equation, an expression, or a loss with its setting."""
    settings = {name: _settings(TABLE[name]) for name in _losses()}
    return {
        "anyOf": [
            {"enum": _losses()},
            _ref("name"),
            {"type": "string", "pattern": r"[=(^*+/@-]"},
            {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False,
             "properties": settings},
        ]
    }  # fmt: skip


def _settings(row: Function) -> Schema:
    """`leaky_relu: 0.1` or `leaky_relu: {slope: 0.1}`."""
    names = [name for name, default in row.settings if default is not CONVENTION]
    first = any(default is not EACH for name, default in row.settings if name in names)
    short = [_ref("number")] if first else []
    full = {
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(names, _ref("number")),
    }
    return {"anyOf": [{"type": "null"}, *short, full]}


def _layers() -> list[str]:
    rows = [row.name for row in TABLE.values() if row.group and len(row.arguments) == 1]
    return ["linear", *rows]


def _losses() -> list[str]:
    return [row.name for row in TABLE.values() if row.group == "losses" and len(row.arguments) == 2]


def _taken() -> list[str]:
    return [*(name for name, row in TABLE.items() if row.group), *BUILT_IN, "and", "or", "not"]


# -- small parts ---------------------------------------------------------------------


def _written(choices: tuple[str, ...]) -> list[Any]:
    """The values as a YAML reader may deliver them: 0 and 1 are numbers there."""
    return [*choices, *(int(choice) for choice in choices if choice.isdigit())]


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _said(description: str, schema: Schema) -> Schema:
    return {"description": description, **schema}


def _list(item: Schema, least: int, most: int | None = None) -> Schema:
    return {"type": "array", "items": item, "minItems": least} | ({"maxItems": most} if most else {})


def _mapping(value: Schema) -> Schema:
    return {"type": "object", "propertyNames": _ref("name"), "additionalProperties": value}


def _one_or_more(item: Schema) -> Schema:
    return {"anyOf": [item, _list(item, 1)]}
