"""How the process of a command ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REGISTERS = """
import atexit
from bpcalc.cli import main

def ending():
    atexit.register(print, "registered")
    print("written", end=" ")
    return 4

main.ending = ending
main.main()
"""


def test_what_a_command_registered_for_the_end_is_done_and_its_output_is_whole() -> None:
    """The process ends at once only after that, with the exit code of the command."""
    done = subprocess.run([sys.executable, "-c", REGISTERS], capture_output=True, text=True, cwd=ROOT)
    assert (done.stdout, done.stderr, done.returncode) == ("written registered\n", "", 4)


def test_the_script_for_a_shell_ends_as_click_says() -> None:
    """click leaves by itself when it is asked what completes a command line."""
    asked = {**os.environ, "_BPCALC_COMPLETE": "bash_source"}
    done = subprocess.run(
        [sys.executable, "-m", "bpcalc"], capture_output=True, text=True, cwd=ROOT, env=asked
    )
    assert (done.returncode, "complete" in done.stdout) == (0, True)


INTERRUPTED = """
import sys
from bpcalc.__main__ import main

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "NAME":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
sys.argv = ["bpcalc", "run"]
main()
"""


@pytest.mark.parametrize("name", ["click", "bpcalc.cli.main", "bpcalc.cli.run", "numpy"])
def test_an_interrupt_while_the_program_loads_leaves_no_traceback(name: str) -> None:
    """It is one line and 130 from the first import on."""
    script = INTERRUPTED.replace("NAME", name)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert (done.stderr, done.returncode) == ("bpcalc: interrupted\n", 130)
