"""How the program ends: every kind of ending has its exit code, and never a traceback."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batch.processes import heeding_interrupts

ROOT = Path(__file__).resolve().parents[2]
GOOD = "inputs: {x: [1, -2]}\nlayers: [relu]\n"
LONG = "inputs: {x0: 1}\nlayers:\n" + "".join(f"  - x{i + 1} = x{i} + 1\n" for i in range(150))


def environment(**more: str) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("BPCALC")}
    return clean | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"} | more


def bpcalc(
    *args: str, cwd: Path | None = None, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bpcalc", *args],
        capture_output=True,
        text=True,
        input=stdin,
        cwd=cwd or ROOT,
        env=environment(**more),
        timeout=60,
        check=False,
    )


def shell(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A script in which `bpcalc` is the program."""
    program = f'bpcalc() {{ "{sys.executable}" -m bpcalc "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", program + script],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment(),
        timeout=60,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good and a bad spec."""
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text("inputs: {x: [1, -2]}\nlayers: [relo]\n")
    (tmp_path / "long.yaml").write_text(LONG)
    return tmp_path


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["run"], 0),
        (["run", "good.yaml"], 0),
        (["--help"], 0),
        (["--version"], 0),
        (["rum"], 2),
        (["run", "--mode", "sideways"], 2),
        (["run", "--nonsense"], 2),
        (["run", "good.yaml", "bad.yaml"], 2),
        (["run", "bad.yaml"], 3),
        (["run", "bad.yaml", "--json"], 3),
        (["run", "missing.yaml"], 3),
        (["run", "."], 3),
        (["run", "relu-net", "--case", "z"], 2),
        (["run", "good.yaml", "--of", "nothing"], 2),
        (["run", "good.yaml", "--wrt", "x,"], 2),
        (["run", "good.yaml", "-o", ""], 2),
        (["run", "good.yaml", "-o", "."], 5),
        (["run", "good.yaml", "-o", "missing/page.txt"], 5),
    ],
)
def test_every_ending_has_its_code(args: list[str], code: int, folder: Path) -> None:
    """Done 0, usage 2, the spec 3, the output 5."""
    done = bpcalc(*args, cwd=folder)
    assert done.returncode == code
    assert "Traceback" not in done.stdout + done.stderr
    assert bool(done.stderr) == (code != 0 and "--json" not in args)


def test_a_case_that_fails_leaves_the_others_solved(folder: Path) -> None:
    """Exit code 3, the page of the others, and the reason for one."""
    (folder / "log.yaml").write_text("layers:\n  - y = log(x)\ncases: {a: {x: -1}, b: {x: 1}}\n")
    done = bpcalc("run", "log.yaml", cwd=folder)
    assert done.returncode == 3
    assert "Case b" in done.stdout
    assert "log.yaml:2:9: error[E603]: case a: y has no finite value: log(-1)" in done.stderr
    assert "1 error in log.yaml; the other case is solved." in done.stderr


def test_the_standard_input_is_read_once() -> None:
    """Its excerpts are there when a case fails."""
    done = bpcalc("run", "-", stdin="inputs: {x: -1}\nlayers:\n  - y = log(x)\n")
    assert done.returncode == 3
    assert "<stdin>:3:9: error[E603]" in done.stderr
    assert "3 |   - y = log(x)" in done.stderr


def test_ctrl_c_ends_with_130() -> None:
    """Without a traceback, while the program waits for its input."""
    command = [sys.executable, "-m", "bpcalc", "run", "-"]
    with subprocess.Popen(
        command, stdin=-1, stdout=-1, stderr=-1, text=True, cwd=ROOT, env=environment(),
        preexec_fn=heeding_interrupts,
    ) as run:  # fmt: skip
        _wait_until_it_reads(run.pid)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=30)
    assert run.returncode == 130
    assert said == "bpcalc: interrupted\n"


def _wait_until_it_reads(pid: int) -> None:
    """Until the process sleeps in a read from a pipe; the imports are done by then."""
    for _ in range(600):
        state = Path(f"/proc/{pid}/wchan")
        if state.exists() and "pipe" in state.read_text():
            return
        time.sleep(0.02)
    time.sleep(1)


def test_a_closed_pipe_ends_with_141(folder: Path) -> None:
    """`bpcalc run | head` is no mistake of anyone."""
    done = shell("bpcalc run long.yaml | (exec <&-; sleep 2); echo ${PIPESTATUS[0]}", folder)
    assert done.stdout == "141\n"
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("args", ["run good.yaml", "run good.yaml --json", "run bad.yaml --json", "--help"])
def test_a_full_disk_ends_with_5(args: str, folder: Path) -> None:
    """In one line, whatever was to be written."""
    done = shell(f"bpcalc {args} > /dev/full", folder)
    assert done.returncode == 5
    assert done.stderr == "bpcalc: the output cannot be written: No space left on device\n"


def test_a_closed_output_ends_with_5(folder: Path) -> None:
    """There is nowhere to write to."""
    done = shell("bpcalc run good.yaml >&-", folder)
    assert done.returncode == 5
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_cannot_be_finished_keeps_its_old_content(folder: Path) -> None:
    """A disk that fills up on the way: the old page stays, and nothing lies about."""
    page = folder / "page.txt"
    page.write_text("old\n")
    before = sorted(folder.iterdir())

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    done = subprocess.run(
        [sys.executable, "-B", "-m", "bpcalc", "run", "good.yaml", "-o", "page.txt"],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(),
        preexec_fn=small_files,
        check=False,
    )
    assert done.returncode == 5
    assert done.stderr.startswith("bpcalc: page.txt cannot be written: File too large")
    assert page.read_text() == "old\n"
    assert sorted(folder.iterdir()) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_protected_file_keeps_its_old_content(folder: Path) -> None:
    """Even where its folder would let it be replaced."""
    page = folder / "page.txt"
    page.write_text("old\n")
    page.chmod(0o444)
    assert bpcalc("run", "good.yaml", "-o", "page.txt", cwd=folder).returncode == 5
    assert page.read_text() == "old\n"


def test_an_output_keeps_its_permissions_and_a_link_its_target(folder: Path) -> None:
    """The file behind a link is replaced, not the link."""
    page = folder / "page.txt"
    page.write_text("old\n")
    page.chmod(0o600)
    (folder / "link.txt").symlink_to(page)
    assert bpcalc("run", "good.yaml", "-o", "link.txt", cwd=folder).returncode == 0
    assert (folder / "link.txt").is_symlink()
    assert page.read_text() != "old\n"
    assert page.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("traceback", "lines"), [("", 1), ("1", 2)])
def test_an_internal_error_is_one_line_and_70(traceback: str, lines: int) -> None:
    """BPCALC_TRACEBACK=1 shows where."""
    broken = "from bpcalc.cli import main, run\n"
    broken += "run.command.callback = lambda **_: [][1]\nmain.main()\n"
    done = subprocess.run(
        [sys.executable, "-c", broken, "run"],
        capture_output=True,
        text=True,
        env=environment(BPCALC_TRACEBACK=traceback),
        check=False,
    )
    assert done.returncode == 70
    assert ("Traceback" in done.stderr) == bool(traceback)
    assert len(done.stderr.splitlines()) >= lines
    assert done.stderr.splitlines()[-1].startswith("bpcalc: internal error, a mistake of bpcalc: IndexError")


def test_errors_are_data_with_json(folder: Path) -> None:
    """Code, message, place, path, expected, got, help: on the standard output."""
    (folder / "ragged.yaml").write_text("inputs: {x: [[1, 2], [3]]}\nlayers: [relu]\n")
    done = bpcalc("run", "ragged.yaml", "--format", "json", cwd=folder)
    assert done.returncode == 3
    assert done.stderr == ""
    (error,) = json.loads(done.stdout)["errors"]
    assert error == {
        "code": "E406",
        "message": "this row has 1 entry",
        "file": "ragged.yaml",
        "line": 1,
        "column": 22,
        "end_column": 25,
        "path": "inputs.x[1]",
        "expected": "2 entries",
        "got": "1 entry",
        "help": "give all rows one length",
    }


FOREIGN = """\
title: "[red]red[/] [link=file:///etc/passwd]x[/link] :smile: [/]"
notes: "[bold]not bold, :warning: [/not closed"
layers:
  - y = 2 * x
cases:
  "[blink]a[/blink] :boom:": {x: 1}
"""


def test_foreign_text_is_printed_as_it_is(folder: Path) -> None:
    """Markup and the names of emoji are letters like others, on a terminal too."""
    (folder / "foreign.yaml").write_text(FOREIGN)
    script = f"script -qec '{sys.executable} -m bpcalc run foreign.yaml' /dev/null"
    for done in (bpcalc("run", "foreign.yaml", cwd=folder), shell(script, folder)):
        assert done.returncode == 0
        for text in (
            "[red]red[/]",
            ":smile:",
            "[link=file:///etc/passwd]",
            ":warning:",
            "[blink]a[/blink] :boom:",
        ):
            assert text in done.stdout
        assert "]8;" not in done.stdout  # the escape sequence of a link


@pytest.mark.parametrize(
    "name", ["\x1b[31mred.yaml", "a\u202eb.yaml", "[red]x.yaml", "a\nb.yaml", "\udcff.yaml"]
)
def test_foreign_file_names_are_harmless(name: str, folder: Path) -> None:
    """In messages about a file that is missing, and about one that is wrong."""
    for text in (None, "inputs: {x: 1}\nlayers: [relo]\n"):
        if text is not None:
            (folder / name).write_text(text)
        done = bpcalc("run", name, cwd=folder)
        assert done.returncode == 3
        assert "\x1b" not in done.stderr
        assert "\u202e" not in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["\\e[31m", "\\u202e", "\\u200b", "\\0"])
@pytest.mark.parametrize("where", ["title: {}\n", "notes: {}\n", "cases: {{{}: {{x: 1}}}}\n"])
def test_hidden_characters_in_quotes_are_refused(text: str, where: str) -> None:
    """They never reach a terminal."""
    done = bpcalc("run", "-", stdin=where.format(f'"a{text}b"') + "layers:\n  - y = 2 * x\n")
    assert done.returncode == 3
    assert "error[E107]" in done.stderr or "error[E108]" in done.stderr
    assert not any(sign in done.stderr for sign in "\x1b\u202e\u200b\0")


def test_an_argument_with_escapes_is_shown_harmlessly() -> None:
    """In a message about the usage."""
    for args in (["\x1b[31m"], ["run", "--\x1b[31m"], ["run", "--mode", "\x1b[31m"]):
        done = bpcalc(*args)
        assert done.returncode == 2
        assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["run", "good"], "did you mean good.yaml?"),
        (["good.yaml"], "Write bpcalc run good.yaml"),
        (["help"], "Write bpcalc --help"),
        (["run", "good.yaml", "--wrt", "W1", "b1"], "Several names go with commas: --wrt W1,b1"),
    ],
)
def test_a_slip_on_the_command_line_is_answered_with_what_to_type(
    args: list[str], said: str, folder: Path
) -> None:
    """A file without its ending, without its command, and several names."""
    done = bpcalc(*args, cwd=folder)
    assert done.returncode in (2, 3)
    assert said in done.stderr


@pytest.mark.parametrize("formula", ["cross_entropy(x - 1, x - 1)", "sum(sqrt(x - 1))", "sum(x)^(-1/0)"])
def test_json_is_json_where_a_number_is_not_finite(formula: str) -> None:
    """The problem is data, as is what could be calculated; an entry that is infinite is null."""
    made = bpcalc("run", "-", "--json", stdin=f"inputs: {{x: [1, 2]}}\nlayers:\n  - z = {formula}\n")
    assert made.returncode == 3, made.stderr

    def refused(constant: str) -> None:
        raise AssertionError(constant)

    (case,) = json.loads(made.stdout, parse_constant=refused)["cases"]
    assert case["error"]["code"] in ("E605", "E609")


def test_two_forms_at_once_are_refused(folder: Path) -> None:
    """--json is --format json; neither wins silently over another form."""
    done = bpcalc("run", "good.yaml", "--json", "--format", "latex", cwd=folder)
    assert done.returncode == 2
    assert "leave out --format latex" in done.stderr
    assert bpcalc("run", "good.yaml", "--json", "--format", "json", cwd=folder).returncode == 0
