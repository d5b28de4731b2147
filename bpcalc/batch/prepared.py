"""What every row of a run depends on beside the submission: the spec, and how much is said."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from math import fsum

from bpcalc import __version__
from bpcalc.batch.rows import SCHEMA
from bpcalc.batch.spelling import Spellings
from bpcalc.batch.submissions.cells import CellReader
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.marks import read_marks
from bpcalc.grading.sheet import SheetReader
from bpcalc.language.arrays import as_float
from bpcalc.records import NamedTuple
from bpcalc.report.check import KIND
from bpcalc.spec.network import Network
from bpcalc.spec.reader import network as network_of
from bpcalc.spec.source import Source


class Recipe(NamedTuple):
    """The text of the spec and the amount of hints: small, and good to be sent anywhere."""

    spec: Source
    hint: int = KIND


class Prepared(NamedTuple):
    """An exercise ready for judging. `mark` differs whenever rows may differ; `out_of`: the marks
    of all expected answers."""

    exercise: Exercise
    reader: SheetReader
    cells: CellReader
    spellings: Spellings
    hint: int
    out_of: float
    mark: str


def prepare(recipe: Recipe, network: Network | None = None) -> Prepared:
    """The exercise of a spec, which `network` spares from being read again. Raises InputError."""
    if network is None:
        network = network_of(recipe.spec)
    exercise = Exercise(network, read_marks(network))
    mark = blake2b(repr((SCHEMA, __version__, recipe.spec.text, recipe.hint)).encode(), digest_size=16)
    for case in network.cases:  # a value may come from a file beside the spec
        for name, value in exercise.given(case.name).items():
            mark.update(repr((case.name, name, value.shape)).encode())
            mark.update(as_float(value).tobytes())
    out_of = fsum(one.points for one in exercise.marks.listed)
    reader = SheetReader(network)
    spellings = Spellings(exercise.marks.listed)
    cells = CellReader(network)
    return Prepared(exercise, reader, cells, spellings, recipe.hint, out_of, mark.hexdigest())


@lru_cache(maxsize=4)
def prepared_here(recipe: Recipe) -> Prepared:
    """The same, prepared once in a process."""
    return prepare(recipe)
