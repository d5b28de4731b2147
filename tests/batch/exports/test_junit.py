"""JUnit XML, read back by ElementTree and held against the elements that readers of it know."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

import pytest

from bpcalc.batch.exports.junit import junit_xml
from bpcalc.batch.rows import Row
from tests.batch.classes import ANSWERS, CLASS, absent, entry, graded, scored, ungradable, written

KNOWN = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped"}, {"properties", "testcase"}),
    "properties": (set(), {"property"}),
    "property": ({"name", "value"}, set()),
    "testcase": ({"name", "classname"}, {"properties", "failure", "error", "skipped", "system-out"}),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "skipped": ({"message", "type"}, set()),
    "system-out": (set(), set()),
}
"""Each element with all its attributes and what may stand in it. Times are optional, and left out."""
FORBIDDEN = re.compile("[^\x09\x0a\x0d\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parsed(rows: Iterable[Row]) -> ET.Element:
    return ET.fromstring(written(junit_xml, rows))


def properties(element: ET.Element) -> dict[str, str]:
    return {one.get("name", ""): one.get("value", "") for one in element.findall("properties/property")}


def test_the_file_has_the_elements_of_junit() -> None:
    root = parsed(CLASS)
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = KNOWN[element.tag]
        assert element.keys() == list(element.attrib)
        assert set(element.attrib) == attributes
        assert {child.tag for child in element} <= children
        outcomes = [child for child in element if child.tag in ("failure", "error", "skipped")]
        assert len(outcomes) <= 1


def test_no_character_is_one_that_xml_forbids() -> None:
    assert not FORBIDDEN.search(written(junit_xml, CLASS).decode("utf-8"))


@pytest.mark.parametrize("name", ["tests", "failures", "errors", "skipped"])
def test_counts_are_those_of_the_cases(name: str) -> None:
    """Of every suite and of all together."""
    root = parsed(CLASS)
    path = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error",
            "skipped": "testcase/skipped"}[name]  # fmt: skip
    for suite in root:
        assert int(suite.get(name, "")) == len(suite.findall(path))
    assert int(root.get(name, "")) == len(root.findall(f"testsuite/{path}"))


def test_a_suite_is_a_student_with_the_score_as_a_property() -> None:
    root = parsed(CLASS)
    assert len(root) == len(CLASS)
    for suite, row in zip(root, CLASS, strict=True):
        found = properties(suite)
        assert found["status"] == row.status
        if row.score is None:
            assert "score" not in found
        else:
            assert float(found["score"]) == pytest.approx(row.score, abs=1e-9)
            assert len(suite.findall("testcase")) == len(row.answers)


def test_verdicts_become_outcomes() -> None:
    (suite,) = parsed([graded("ada", *ANSWERS)])
    outcomes = {case.get("name"): [one.tag for one in case if one.tag in ("failure", "error", "skipped")]
                for case in suite.findall("testcase")}  # fmt: skip
    assert outcomes == {
        "z": [],
        "a": [],
        "l": [],
        "dl/dz": ["failure"],
        "dl/dx": ["skipped"],
        "dl/dW": ["error"],
    }
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.attrib == {"message": "wrong: the sign is the other one", "type": "sign"}
    assert [properties(case)["marks"] for case in suite.findall("testcase")] == [
        "1",
        "0.5",
        "1",
        "0",
        "0",
        "0",
    ]


def test_ungradable_is_an_error_and_missing_is_skipped() -> None:
    first, second = parsed([ungradable("dan"), absent("eve")])
    assert [child.tag for child in first.findall("testcase/*")] == ["error"]
    assert [child.tag for child in second.findall("testcase/*")] == ["skipped"]


def test_no_score_and_full_score_stay() -> None:
    suites = parsed([scored("ada", 0), scored("bob", 10)])
    assert [properties(suite)["score"] for suite in suites] == ["0", "10"]
    assert [properties(suite)["percent"] for suite in suites] == ["0", "100"]


def test_markup_in_names_is_text() -> None:
    (suite,) = parsed([graded('<b a="1">&', entry("]]>", remark="<failure/>"))])
    assert suite.get("name") == '<b a="1">&'
    assert suite.find("testcase/failure") is None
    assert suite.findtext("testcase/system-out") == "right: <failure/>"
