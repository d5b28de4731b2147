"""bpcalc solves backpropagation exercises the way a good teacher writes the solution.

    >>> import bpcalc
    >>> solution = bpcalc.solve("spec.yaml")  # doctest: +SKIP
    >>> solution.gradients["W1"]  # doctest: +SKIP

`solve` takes a path, a text or a network; `load` and `loads` read a network; `check` judges an
answer sheet and `grade` those of a class; `InputError` says what is wrong with an input. They are
imported when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bpcalc.batch.public import check, grade
    from bpcalc.errors import InputError
    from bpcalc.public import Case, Solution, load, loads, solve

__version__ = "0.1.0"
__all__ = ["Case", "InputError", "Solution", "__version__", "check", "grade", "load", "loads", "solve"]
_HOMES = {"InputError": "bpcalc.errors", "check": "bpcalc.batch.public", "grade": "bpcalc.batch.public"}
"""Where a public name is defined, if not in bpcalc.public."""


def __getattr__(name: str) -> Any:
    """A public name, from where it is defined (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(_HOMES.get(name, "bpcalc.public")), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
