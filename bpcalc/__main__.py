"""`bpcalc` and `python -m bpcalc`: what has to be set before anything large is imported."""

from __future__ import annotations

import gc
import os


def main() -> None:
    """The entry point."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # starting threads takes longer than small work
    gc.set_threshold(100_000)  # modules and formulas are no garbage; a start makes half as many objects
    try:
        from bpcalc.cli.main import main as run

        run()
    except KeyboardInterrupt:  # before the command has begun, which says so itself
        os.write(2, b"bpcalc: interrupted\n")
        os._exit(130)


if __name__ == "__main__":
    main()
