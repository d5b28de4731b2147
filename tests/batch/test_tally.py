"""What is counted of a class: against counting the rows by hand, in any order, in little memory."""

from __future__ import annotations

import random
import tracemalloc
from collections import Counter

import numpy
import pytest

from bpcalc.batch import tally as module
from bpcalc.batch.alike import groups
from bpcalc.batch.exports.kinds import KINDS
from bpcalc.batch.names import KEPT
from bpcalc.batch.quartiles import quartiles
from bpcalc.batch.rows import Row
from bpcalc.batch.tally import Tally, tally
from tests.batch.classes import ANSWERS, CLASS, absent, again, entry, graded, many, scored, ungradable


def picture(found: Tally) -> object:
    """All that a summary can show of a class."""
    return (
        found.graded,
        found.ungradable.count,
        found.ungradable.first,
        found.absent.first,
        sorted((reason, names.count, names.first) for reason, names in found.reasons.items()),
        found.percents,
        [(name, dict(answer.verdicts), answer.place) for name, answer in found.in_order],
        sorted(found.mistakes.items()),
        sorted(found.mistaken.items()),
        sorted(found.marks),
        sorted(found.files),
        found.strange,
    )


def test_every_row_is_counted_once() -> None:
    found = tally(CLASS)
    assert found.graded == sum(row.score is not None for row in CLASS)
    assert found.ungradable.count == sum(row.status == "ungradable" for row in CLASS)
    assert found.absent.count == sum(row.status == "missing" for row in CLASS)
    assert sum(names.count for names in found.reasons.values()) == found.ungradable.count


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = [*CLASS, *(graded(f"x{k}", *ANSWERS, fingerprint="ab") for k in range(30))]
    once = picture(tally(rows))
    for seed in range(5):
        assert picture(tally(random.Random(seed).sample(rows, len(rows)))) == once


def test_verdicts_are_those_of_the_answers() -> None:
    found = dict(tally([graded("ada", *ANSWERS), graded("bob", *ANSWERS)]).in_order)
    assert {name: dict(+answer.verdicts) for name, answer in found.items()} == {
        one.answer: {one.verdict: 2} for one in ANSWERS
    }


def test_answers_stand_in_the_order_of_the_sheets() -> None:
    """Most sheets follow the template; a missing one is put at the end, which is no place."""
    rows = [graded(f"s{k}", entry("z"), entry("a"), entry("dl/dx")) for k in range(9)]
    rows += [graded("odd", entry("dl/dx"), entry("z"), entry("a"))]
    rows += [graded(f"t{k}", entry("a"), entry("dl/dx"), entry("z", "missing", 0)) for k in range(99)]
    assert [name for name, _ in tally(rows).in_order] == ["z", "a", "dl/dx"]


def test_the_likeliest_mistake_counts() -> None:
    """Once for each answer, once for each student; what nothing explains is counted apart."""
    wrong = [entry(name, "wrong", 0, mistakes=mistakes) for name, mistakes in
             (("z", ("sign", "residual-turned")), ("a", ("sign",)), ("l", ()), ("x", ("log-base",)))]  # fmt: skip
    found = tally([graded("ada", *wrong), graded("bob", wrong[0]), graded("cleo", entry("z"))])
    assert found.mistakes == {"sign": 3, "log-base": 1}
    assert found.mistaken == {"sign": 2, "log-base": 1}
    assert found.unexplained == 1


def test_nobody_got_what_no_one_has_right() -> None:
    rows = [
        graded(f"s{k}", entry("z", "carried"), entry("a", "wrong", 0), entry("l", "missing", 0))
        for k in range(3)
    ]
    assert tally(rows).nobody == ["a", "l"]


def alike(rows: list[Row]) -> tuple[list[tuple[list[str], int, int]], ...]:
    """The groups of sheets and of files: whose, wrong, unexplained."""
    found = tally(rows)
    both = groups(found.marks, found.files, again(rows))
    return tuple([(one.students.first, one.wrong, one.unexplained) for one in those] for those in both)


def test_sheets_with_the_same_wrong_numbers_are_alike() -> None:
    """Two wrong answers or more, and the same fingerprint; unexplained ones come first."""
    two = [entry("z", "wrong", 0, mistakes=("sign",)), entry("a", "wrong", 0, mistakes=("sign",))]
    odd = [entry("z", "wrong", 0), entry("a", "wrong", 0)]
    rows = [graded("c", *two, fingerprint="01"), graded("a", *two, fingerprint="01"), graded("b", *two, fingerprint="02"),
            graded("y", *odd, fingerprint="03"), graded("x", *odd, fingerprint="03"),
            graded("p", two[0], fingerprint="04"), graded("q", two[0], fingerprint="04"),
            graded("r", entry("z")), graded("s", entry("z"))]  # fmt: skip
    assert alike(rows) == ([(["x", "y"], 2, 2), (["a", "c"], 2, 0)], [])


def test_what_follows_from_a_private_slip_makes_sheets_alike() -> None:
    """The slip is nobody else's, so it is counted as unexplained; what is carried on is wrong as well."""
    slip = [entry("z", "wrong", 0, mistakes=("one-entry",)), entry("a", "carried"), entry("l", "carried")]
    rows = [graded(name, *slip, fingerprint="01") for name in ("b", "a")]
    assert alike(rows) == ([(["a", "b"], 3, 1)], [])


def test_files_that_are_the_same_are_a_group_of_their_own() -> None:
    """One wrong number is enough; another file with the same numbers is not among them."""
    one = entry("z", "wrong", 0, mistakes=("sign",))
    two = [one, entry("a", "carried")]
    rows = [graded("a", one, fingerprint="01", file="0a"), graded("b", one, fingerprint="01", file="0a"),
            graded("c", one, fingerprint="01", file="0b"),
            *(graded(name, *two, fingerprint="02", file="0c") for name in "de"),
            graded("f", *two, fingerprint="02", file="0d")]  # fmt: skip
    assert alike(rows) == ([(["d", "e", "f"], 2, 0)], [(["d", "e"], 2, 0), (["a", "b"], 1, 0)])


@pytest.mark.parametrize("seed", range(6))
def test_quartiles_are_those_of_numpy(seed: int) -> None:
    """And the mean; with ties, whole marks and thirds."""
    rng = random.Random(seed)
    scores = [rng.choice([0, 1, 2, 5, 7, 10, 10 / 3, rng.uniform(0, 10)]) for _ in range(rng.randint(1, 60))]
    found = quartiles(tally(scored(f"s{k}", score) for k, score in enumerate(scores)).percents)
    assert found is not None
    percents = 10 * numpy.array(scores)
    assert found[1:] == pytest.approx(numpy.quantile(percents, [0, 0.25, 0.5, 0.75, 1]), abs=1e-8)
    assert found.mean == pytest.approx(percents.mean(), abs=1e-8)


def test_no_scores_have_no_quartiles() -> None:
    """Nor have sheets for which nothing could be had."""
    assert quartiles(tally([ungradable("dan"), absent("eve"), graded("nothing")]).percents) is None


def test_a_score_of_all_and_of_none_are_exact() -> None:
    rows = [graded("a", *(entry(f"t{k}", marks=0.1, out_of=0.1) for k in range(7))), scored("b", 0)]
    assert tally(rows).percents == [(0.0, 1), (100.0, 1)]


def test_names_of_strangers_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers under invented names: counted together, the exercise's own are still there."""
    monkeypatch.setattr(module, "LIMIT", 20)
    rows = [
        graded(f"s{k}", entry("z"), *(entry(name, "unreadable", 0) for name in ("a", f"junk{k}")))
        for k in range(100)
    ]
    counts = Counter()  # type: ignore[var-annotated]
    for seed in range(3):
        found = tally(random.Random(seed).sample(rows, len(rows)))
        assert [name for name, _ in found.in_order] == ["z", "a"]
        assert dict(found.in_order)["a"].verdicts == {"unreadable": 100}
        assert len(found._unreadable) <= 20
        counts[found.strange] += 1
    assert counts == {100: 3}


def test_an_answer_that_nobody_wrote_legibly_is_one_nobody_got() -> None:
    rows = [
        graded(f"s{k}", entry("z", "unreadable", 0), entry(f"junk{k}", "unreadable", 0)) for k in range(4)
    ]
    found = tally(rows)
    assert found.nobody == ["z"]
    assert found.strange == 4


def peak(count: int, use: object) -> int:
    """Bytes that are held at most while rows are made and used."""
    tracemalloc.start()
    try:
        use(lambda: many(count))  # type: ignore[operator]
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


class _Nowhere:
    """Takes bytes and keeps none of them."""

    closed = False

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    seekable = readable

    def write(self, data: bytes) -> int:
        return len(data)

    def flush(self) -> None:
        return


USES = {name: kind.write for name, kind in KINDS.items() if not kind.each}


@pytest.mark.parametrize("name", [*USES, "tally"])
def test_memory_does_not_grow_with_the_class(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times the students hold as much; their rows alone would take a megabyte. What is told apart
    has a limit, which both classes reach here."""
    monkeypatch.setattr(module, "LIMIT", 50)
    use = (lambda rows: tally(rows())) if name == "tally" else (lambda rows: USES[name](rows, _Nowhere()))  # type: ignore[arg-type]
    use(lambda: many(100))
    small = peak(100, use)
    large = min(peak(1000, use) for _ in range(3))  # others of this process may allocate meanwhile
    assert large < small + 100_000
    assert peak(1000, lambda rows: list(rows())) > 1_000_000


def test_lists_of_names_are_short() -> None:
    rows: list[Row] = [ungradable(f"u{k:03}", "the same") for k in range(100)]
    found = tally(rows)
    assert found.ungradable.count == 100
    assert found.ungradable.first == [f"u{k:03}" for k in range(KEPT)]


def test_right_sheets_that_are_one_object_count_as_often_as_they_come() -> None:
    """Between others, and whatever is asked in between."""
    right = tuple(entry(name) for name in ("z", "l", "dl/dx"))
    other = (entry("l"), entry("z", "wrong", 0), entry("dl/dx", "missing", 0))
    shared = [graded(str(k), *right)._replace(answers=right) for k in range(7)]
    apart = [row._replace(answers=(*row.answers,)) for row in shared]
    rows = [*shared[:3], graded("x", *other), *shared[3:]]
    found, expected = Tally(), tally([*apart, graded("x", *other)])
    for row in rows:
        found.add(row)
        assert found.in_order
    assert [(name, answer.verdicts, answer.place) for name, answer in found.in_order] == [
        (name, answer.verdicts, answer.place) for name, answer in expected.in_order
    ]
    assert tally(rows).in_order[0][1].verdicts == {"right": 7, "wrong": 1}
