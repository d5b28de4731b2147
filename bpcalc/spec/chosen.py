"""`conventions:` of a spec."""

from __future__ import annotations

from bpcalc.spec.conventions import CHOICES, PROFILES, Conventions
from bpcalc.spec.nodes import Node, Scalar
from bpcalc.spec.report import Report, did_you_mean, entries_of, problem


def chosen_conventions(node: Node | None, report: Report) -> Conventions:
    """The conventions in force: the defaults, a profile over them, single choices over both."""
    profile: dict[str, str] = {}
    single: dict[str, str] = {}
    for key, value in entries_of(node, "conventions", report) or ():
        choices = tuple(PROFILES) if key.text == "profile" else CHOICES.get(key.text)
        if choices is None:
            help = did_you_mean(
                key.text, (*CHOICES, "profile"), f"the conventions: {', '.join(CHOICES)}", 0.5
            )
            report(problem(key, "E507", f"there is no convention {key.text}", help))
            continue
        text = value.text if isinstance(value, Scalar) else ""
        text = {"0.5": "1/2", ".5": "1/2"}.get(text, text)
        if text not in choices:
            values = f"its values: {', '.join(choices)}"
            number = text[:1].isdigit() or text[:1] in "+-."
            help = values if number else did_you_mean(text, choices, values, 0.5)
            report(
                problem(
                    value, "E507", f"{key.text} cannot be {text}" if text else f"{key.text} is one word", help
                )
            )
        elif key.text == "profile":
            profile = PROFILES[text]
        else:
            single[key.text] = text
    return Conventions(**profile | single)


def stated_conventions(node: Node | None) -> frozenset[str]:
    """The conventions that a spec without errors states itself, singly or by a profile."""
    found: set[str] = set()
    for key, value in entries_of(node, "conventions", lambda _: None) or ():
        assert isinstance(value, Scalar)
        found |= PROFILES[value.text].keys() if key.text == "profile" else {key.text}
    return frozenset(found)
