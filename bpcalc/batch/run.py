"""All submissions to their rows: by workers of this machine, or by an executor."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from bpcalc.batch.judging import Result
from bpcalc.batch.limits import USUAL, Limits
from bpcalc.batch.prepared import Prepared, Recipe
from bpcalc.batch.submissions.submission import Submission
from bpcalc.records import NamedTuple

if TYPE_CHECKING:
    from concurrent.futures import Executor  # it loads much that only who has one needs


class Run(NamedTuple):
    """What is to be judged, and how. An `executor` takes the place of `jobs` and `limits`."""

    recipe: Recipe
    prepared: Prepared
    submissions: Sequence[Submission]
    jobs: int = 1
    limits: Limits = USUAL
    executor: Executor | None = None


def results(run: Run, done: Container[str] = frozenset()) -> Iterator[list[Result]]:
    """Groups of results as they come; empty groups while there is nothing new."""
    if run.executor is None:
        from bpcalc.batch.crew import results_of_crew

        return results_of_crew(run.prepared, run.recipe, run.submissions, run.jobs, run.limits, done)
    from bpcalc.batch.elsewhere import results_of_executor

    return results_of_executor(run.executor, run.prepared, run.recipe, run.submissions, done)
