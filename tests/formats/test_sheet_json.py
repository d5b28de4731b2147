"""The blank sheet in JSON is the one in YAML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bpcalc.formats.sheet_json import sheet_json
from bpcalc.grading.sheet import read_sheet
from bpcalc.grading.template import blank_sheet
from bpcalc.spec.reader import load
from bpcalc.spec.source import answers_from_text

NETWORKS = sorted((Path(__file__).parents[2] / "networks").glob("*.yaml"))


@pytest.mark.parametrize("path", NETWORKS, ids=lambda path: path.stem)
def test_it_holds_the_same_names(path: Path) -> None:
    """As PyYAML reads them; numbers of updates are texts in JSON."""
    sheet = blank_sheet(load(path))
    assert json.loads(sheet_json(sheet)) == json.loads(json.dumps(yaml.safe_load(sheet)))


@pytest.mark.parametrize("path", NETWORKS, ids=lambda path: path.stem)
def test_it_is_read_as_a_sheet_of_blanks(path: Path) -> None:
    network = load(path)
    read = read_sheet(answers_from_text(sheet_json(blank_sheet(network)), "sheet.json"), network)
    assert read.answers
    assert all(answer.blank for answer in read.answers)
