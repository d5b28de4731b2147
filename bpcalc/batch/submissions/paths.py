"""What the arguments on the command line mean: folders, files, patterns, tables, the standard input.

Folders and files given one by one, as a shell spells out `subs/*` or `subs/*/answers.yaml`, are
put back into the folders they come from, and mean what the folder itself would mean.
"""

from __future__ import annotations

import glob
import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bpcalc.batch.submissions import platforms, problems
from bpcalc.batch.submissions.found import shown
from bpcalc.batch.submissions.piles import ARCHIVES
from bpcalc.batch.submissions.remarks import Remarks
from bpcalc.batch.submissions.scan import IGNORED, Folder, is_junk, is_sheet, scan, within
from bpcalc.errors import InputError, Place, Problem
from bpcalc.records import NamedTuple

TABLES = (".csv", ".tsv")
LINES = (".jsonl", ".ndjson")


class Given(NamedTuple):
    """The arguments by kind. `folders` hold all files and folders that were named."""

    folders: list[Folder]
    tables: list[str]
    lines: list[str]
    stdin: bool


class _Named(NamedTuple):
    """A file or folder that an argument names; `problem`: it is neither."""

    path: str
    is_folder: bool = False
    problem: Problem | None = None


def given(arguments: Sequence[str], remarks: Remarks) -> Given:
    """Raises InputError for an argument that leads to nothing."""
    tables, lines, named = [], [], []
    paths = dict.fromkeys(path for argument in arguments for path in _expanded(argument))
    stdin = paths.pop("-", "") is None
    for path in paths:
        one = _named(path, len(paths) == 1)
        low = path.lower()
        if low.endswith(TABLES) and not one.is_folder:
            tables.append(path)
        elif low.endswith(LINES) and not one.is_folder:
            lines.append(path)
        elif is_junk(os.path.basename(path)) and os.path.basename(path)[:1] != ".":
            remarks.add(IGNORED, shown(path))
        else:
            named.append(one)
    if named and not tables and not lines and all(one.path.lower().endswith(ARCHIVES) for one in named):
        raise InputError(problems.ARCHIVE._replace(place=Place(named[0].path, 0, 0, 0)))
    return Given(_folders(named, remarks), sorted(tables), sorted(lines), stdin)


def _expanded(argument: str) -> list[str]:
    """The paths that an argument stands for, in their shortest spelling."""
    if argument == "-":
        return [argument]
    if glob.has_magic(argument) and not os.path.lexists(argument):
        found = glob.glob(argument, recursive=True)
        if not found:
            help = "check the pattern, and the folder you are in"
            raise InputError(problems.nothing(f"nothing is called {shown(argument)}", help))
        return sorted(os.path.normpath(path) for path in found)
    return [os.path.normpath(argument) if argument else argument]


def _named(path: str, alone: bool) -> _Named:
    """What is at a path. A link is followed only where it is all that was given."""
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            if not alone or not os.path.isdir(path):
                table = path.lower().endswith((*TABLES, *LINES))
                return _Named(path, problem=None if table else problems.LINK)
            return _Named(path, is_folder=True)
    except FileNotFoundError:
        raise _refused(path, "E100", "there is no such file or folder", "check the name") from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise _refused(path, "E103", f"this cannot be read: {reason}", "check the name") from None
    if stat.S_ISDIR(mode):
        odd = is_sheet(path)
        return _Named(path, is_folder=not odd, problem=problems.DIRECTORY if odd else None)
    return _Named(path, problem=None if stat.S_ISREG(mode) else problems.DEVICE)


def _refused(path: str, code: str, message: str, help: str) -> InputError:
    return InputError(Problem(code, message, Place(path, 0, 0, 0), help=help))


def _folders(named: list[_Named], remarks: Remarks) -> list[Folder]:
    """All that was named, as if it were found in folders."""
    if len({os.path.isabs(one.path) for one in named}) > 1:
        named = [one._replace(path=os.path.abspath(one.path)) for one in named]
    inside = {one.path for one in named if one.is_folder}
    named = [one for one in named if inside.isdisjoint(_above(one.path))]
    found = []
    loose = dict(_by_parent([one for one in named if not one.is_folder]))
    for parent, group in _by_parent([one for one in named if one.is_folder]):
        if _are_unpacked(group, loose.get(parent, [])):
            found.append(_tree(parent, [*group, *loose.pop(parent)], remarks))
        elif len(group) == 1 and not _belongs_to_one(group[0].path):
            found.append(scan(group[0].path, remarks))
        else:
            found.append(_tree(parent, group, remarks))
    files = [one for group in loose.values() for one in group]
    names = {os.path.basename(one.path) for one in files}
    parents = {os.path.dirname(one.path) for one in files}
    if len(names) < len(files) or any(map(_belongs_to_one, parents)):
        root = os.path.commonpath(parents) or "."
        while _belongs_to_one(root):
            root = os.path.dirname(root) or "."
        return [*found, _tree(root, files, remarks)]
    return found + [_tree(parent, group, remarks) for parent, group in _by_parent(files)]


def _by_parent(named: list[_Named]) -> Iterator[tuple[str, list[_Named]]]:
    """What lies side by side, folder by folder."""
    groups: dict[str, list[_Named]] = defaultdict(list)
    for one in named:
        groups[os.path.dirname(one.path) or "."].append(one)
    yield from sorted(groups.items())


def _belongs_to_one(path: str) -> bool:
    """Whether a platform gave this name to the folder of one student."""
    name = os.path.basename(path)
    return bool(platforms.MOODLE.fullmatch(f"{name}/") or platforms.GRADESCOPE.fullmatch(name))


def _are_unpacked(folders: list[_Named], files: list[_Named]) -> bool:
    """Whether some of these folders may come from archives that are, or were, among these files."""
    return any(one.path.lower().endswith(ARCHIVES) for one in files) or (
        bool(files) and any(platforms.is_known(os.path.basename(one.path)) for one in folders)
    )


def _above(path: str) -> Iterable[str]:
    """All folders that a path goes through."""
    while path not in (".", parent := os.path.dirname(path) or "."):
        yield parent
        path = parent


def _tree(root: str, named: list[_Named], remarks: Remarks) -> Folder:
    """A folder that holds what was named in it, and nothing else."""
    files, odd, folders = [], [], []
    deeper: dict[str, list[_Named]] = {}
    for one in named:
        first, _, rest = os.path.relpath(one.path, root).partition(os.sep)
        if rest:
            deeper.setdefault(first, []).append(one)
        elif one.is_folder:
            folders.append(scan(one.path, remarks))
        elif one.problem is not None:
            odd.append((first, one.problem))
        else:
            files.append(first)
    folders += [_tree(within(root, name), inner, remarks) for name, inner in deeper.items()]
    return Folder(root, sorted(files), sorted(odd, key=lambda one: one[0]),
                  sorted(folders, key=lambda one: one.name))  # fmt: skip
