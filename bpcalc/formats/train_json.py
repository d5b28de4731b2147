"""A training as JSON, schema `bpcalc.train/1`: every loss, the updates that were kept, the end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bpcalc.calculus.optimizers import new, rule
from bpcalc.calculus.updates import Moment, Rounding, Training, spoken
from bpcalc.errors import visible
from bpcalc.formats.problems import problems_json
from bpcalc.formats.values_json import value_json
from bpcalc.language.arrays import Array
from bpcalc.language.notation import text
from bpcalc.spec.network import Network


def train_json(network: Network, trainings: Sequence[Training]) -> str:
    """Every case, in the order of the spec."""
    update = trainings[0].recipe.update
    record = {
        "schema": "bpcalc.train/1",
        "title": visible(network.title),
        "optimizer": update.optimizer,
        "form": update.form or None,
        "rule": [f"{text.ascii(left)} = {text.ascii(right)}" for left, right in rule(update)],
        "settings": {name: float(literal.value) for name, literal in update.settings.items()},
        "rates": {name: float(literal.value) for name, literal in update.rates.items()},
        "frozen": list(update.frozen),
        "steps": update.steps,
        "cases": [_case(training) for training in trainings],
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _case(training: Training) -> dict[str, Any]:
    rounding = training.rounding
    record: dict[str, Any] = {
        "case": None if training.case is None else visible(training.case),
        "of": training.recipe.of,
        "made": max(0, len(training.losses) - 1),
        "losses": [float(loss) for loss in training.losses],
        "updates": [_update(training, moment) for moment in training.moments],
        "start": _values(training.start),
        "parameters": _values(training.parameters),
        "rounded": None if rounding is None else _rounded(rounding),
    }
    if training.problem is not None:
        record["error"] = problems_json([training.problem])[0]
    return record


def _rounded(rounding: Rounding) -> dict[str, Any]:
    at = None if rounding.key is None else spoken(rounding.key)
    return {"update": rounding.number, "at": at, "reason": rounding.reason}


def _update(training: Training, moment: Moment) -> dict[str, Any]:
    made, values = training.recipe, moment.values
    quantities = [name for name, _ in made.formulas if isinstance(name, str)]
    return {
        "update": moment.number,
        "quantities": _values({name: values[name] for name in quantities}),
        "gradients": _values({name: values[made.gradient(name)] for name in made.trained}),
        "before": _values({name: values[name] for name in made.trained}),
        "after": _values({name: values[new("w", name)] for name in made.trained}),
    }


def _values(found: Mapping[str, Array]) -> dict[str, Any]:
    return {name: value_json(array) for name, array in found.items()}
