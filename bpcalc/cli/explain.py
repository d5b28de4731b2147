"""`bpcalc explain`: what an error code means, with a wrong and a right example; or a mistake of a sheet."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterable

import click

from bpcalc.cli import specs
from bpcalc.cli.output import write_text
from bpcalc.explanations import RUN, SHELL, Story, stories
from bpcalc.grading.mistakes import NAMED, Mistake


@click.command()
@click.argument("code", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The form of the answer.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("-o", "--output", metavar="FILE", help="Write to a file.")
def command(code: str | None, form: str, as_json: bool, output: str | None) -> None:
    """Tell the story behind an error code, as E310, or behind a mistake that check and grade name in
    their JSON, as sign; without one, list all of them.

    \b
    Examples:
      bpcalc explain
      bpcalc explain E310
      bpcalc explain weight-transposed
    """
    known, named = stories(), NAMED
    if code is not None:
        chosen = _chosen(code, [*known, *named])
        known = {chosen: known[chosen]} if chosen in known else {}
        named = {chosen: named[chosen]} if chosen in named else {}
    if as_json or form == "json":
        data = {
            "schema": "bpcalc.explanations/1",
            "explanations": [_record(story) for story in known.values()],
            "mistakes": [{"name": one.name, "says": one.says, "hint": one.hint} for one in named.values()],
        }
        write_text(json.dumps(data, indent=2, ensure_ascii=True), output)
        return
    width = min(specs.columns(), 100)
    if code is None:
        text = _list(known.values(), named.values())
    elif known:
        text = _page(known[chosen], width)
    else:
        text = _of_mistake(named[chosen], width)
    write_text(text if output or _unicode() else _ascii(text), output)


def _chosen(text: str, known: list[str]) -> str:
    """The code or mistake that was meant: `e310` and `310` are E310. Raises UsageError with near ones."""
    if text.strip().lower() in known:
        return text.strip().lower()
    code = re.sub(r"^error\[(.*)\]$", r"\1", text.strip(), flags=re.IGNORECASE).upper()
    code = f"E{code}" if code.isdecimal() else code
    if code in known:
        return code
    near = _near(code, known) or _near(text.strip().lower(), known)
    hint = f"Near are {', '.join(near)}." if near else "bpcalc explain lists all codes."
    raise click.UsageError(f"There is no code {text!r}. {hint}")


def _near(code: str, known: list[str]) -> list[str]:
    """The codes beside this number; of another text, those that look like it."""
    from difflib import get_close_matches

    if not re.fullmatch(r"[A-Z]\d{1,6}", code):
        return get_close_matches(code, known, n=3)
    same = [other for other in known if other[0] == code[0]]
    return sorted(sorted(same, key=lambda other: abs(int(other[1:]) - int(code[1:])))[:3])


def _list(codes: Iterable[Story], mistakes: Iterable[Mistake]) -> str:
    lines = [f"{story.code}  {story.title}" for story in codes]
    named = [f"{one.name}  {one.says}" for one in mistakes]
    return "\n".join(
        [
            *lines,
            "",
            "Mistakes that check names:",
            "",
            *named,
            "",
            "bpcalc explain CODE tells more of a code.",
        ]
    )


def _of_mistake(one: Mistake, width: int) -> str:
    told = f"A mistake that check and grade name where it gives the wrong answer. They say: {one.says}."
    hint = f"Where to look: {one.hint}{'' if one.hint[-1:] == '?' else '.'}"
    return "\n".join([f"{one.name}", "", *textwrap.wrap(told, width), "", *textwrap.wrap(hint, width)])


def _page(story: Story, width: int) -> str:
    parts = [f"{story.code}: {story.title}", ""]
    for paragraph in story.text.split("\n\n"):
        parts += [*textwrap.wrap(" ".join(paragraph.split()), width, break_long_words=False), ""]
    for word, example in (("Wrong", story.wrong), ("Right", story.right)):
        command = "" if example.command in (RUN, SHELL) else f" ({example.command})"
        parts += [
            f"{word}{command}:",
            "",
            *(f"    {line}".rstrip() for line in example.text.splitlines()),
            "",
        ]
    return "\n".join(parts).rstrip()


def _record(story: Story) -> dict[str, str]:
    return {
        "code": story.code,
        "title": story.title,
        "text": " ".join(story.text.split()),
        "command": story.wrong.command,
        "wrong": story.wrong.text,
        "right": story.right.text,
    }


def _unicode() -> bool:
    from bpcalc.formats.terminal import carries_unicode

    return carries_unicode(sys.stdout)


def _ascii(text: str) -> str:
    from bpcalc.formats.signs import ascii_text

    return ascii_text(text)
