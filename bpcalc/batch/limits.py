"""What one submission may take."""

from __future__ import annotations

from bpcalc.records import NamedTuple


class Limits(NamedTuple):
    """Seconds for one submission, and MiB that a worker may take for itself."""

    seconds: float = 60
    memory: int = 1024


USUAL = Limits()
"""Where nothing else is said."""
