"""How the process of a command ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
