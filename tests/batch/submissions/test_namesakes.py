"""Students of one name, and names that platforms shorten: nobody is graded and missing at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpcalc.batch.submissions.claims import Settled, settled
from bpcalc.batch.submissions.roster import read_roster
from bpcalc.cli.remarks import doubtful_remarks
from tests.batch.submissions.places import found, laid_out

JONES = ("Ben Jones (m50001)", "Ben Jones (m50039)")


def class_of(*names: str, roster: str) -> tuple[list[str], Settled]:
    """Who has handed in by the roster, and what is said of the others."""
    laid_out(Path(), *names)
    Path("roster.csv").write_text(roster, encoding="utf-8")
    submissions = found("s", roster="roster.csv").submissions
    assert all(one.problem is None for one in submissions)
    students = [one.student for one in submissions]
    return students, settled(submissions, students.__getitem__, read_roster("roster.csv"))


ROSTER = "Name,SID\nBen Jones,m50001\nKim Lee,m50002\nBen Jones,m50039\nMax Ray,m50040\n"


@pytest.mark.parametrize(
    ("folders", "whose"),
    [
        (("Ben Jones_880001", "Ben Jones_880039"), ("Ben Jones (880001)", "Ben Jones (880039)")),
        (("Ben Jones_880001",), ("Ben Jones",)),
    ],
)
def test_who_cannot_be_told_apart_is_not_missing(folders: tuple[str, ...], whose: tuple[str, ...]) -> None:
    """The numbers of Moodle's folders are not those of the roster: graded, and said once for all."""
    files = (f"s/{one}_assignsubmission_file/a.yaml" for one in (*folders, "Kim Lee_880002"))
    students, said = class_of(*files, roster=ROSTER)
    assert students == [*whose, "Kim Lee"]
    (remark,) = doubtful_remarks(said.doubtful)
    assert said == ({}, ("Max Ray",), (), ((JONES, whose),))
    assert all(name in remark for name in (*whose, *JONES))


def test_a_number_of_the_roster_tells_students_of_one_name_apart() -> None:
    """Who is known by number is no longer meant by the name; who is missing is missing then."""
    students, said = class_of("s/m50001.yaml", "s/Kim Lee.yaml", roster=ROSTER)
    assert students == ["Ben Jones (m50001)", "Kim Lee"]
    assert said == ({}, ("Ben Jones (m50039)", "Max Ray"), (), ())
    _, said = class_of("s/Ben Jones.yaml", roster=ROSTER)
    assert said.doubtful == ((JONES[1:], ("Ben Jones",)),)
    assert said.absent == ("Max Ray",)


def test_one_student_too_many_of_a_name_is_a_stranger() -> None:
    """All whom the name may mean have handed in."""
    _, said = class_of("s/m50001.yaml", "s/m50039.yaml", "s/Ben Jones.yaml", roster=ROSTER)
    assert said == ({}, ("Kim Lee", "Max Ray"), ("Ben Jones",), ())


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("garcialopezmariajose", "García López, María José"),
        ("garcialopezmariajose", "María José García López"),
        ("garcíalópezmaríajosé", "García López, María José"),
        ("meyerschulzannelise", "Meyer-Schulz, Anne-Lise"),
        ("oconnorsean", "O'Connor, Seán"),
        ("sorensenborge", "Sørensen, Børge"),
        ("weissgun", "Weiß, Gün"),
        ("yilmazelif", "Yılmaz, Elif"),
        ("wojcikłukasz", "Wójcik, Łukasz"),
    ],
)
def test_a_short_name_of_canvas_is_that_of_the_roster(file: str, name: str) -> None:
    """Family name first, without blanks, hyphens and accents."""
    roster = f'Student,SIS Login ID\n"{name}",x1\n"Lee, Kim",x2\n'
    students, said = class_of(f"s/{file}_1001_99001_a.yaml", roster=roster)
    assert students == [name]
    assert said == ({}, ("Lee, Kim",), (), ())


def test_a_short_name_of_two_students_is_nobodys() -> None:
    """Accents tell them apart only where they are written."""
    roster = 'Student,SIS Login ID\n"Núñez, José",x1\n"Nunez, Jose",x2\n"Lee, Kim",x3\n'
    both = ("Núñez, José", "Nunez, Jose")
    _, said = class_of("s/nunezjosé_1001_99001_a.yaml", roster=roster)
    assert said == ({}, ("Lee, Kim",), (), ((both, ("nunezjosé",)),))
    laid_out(Path(), "t/núñezjosé_1002_99002_a.yaml")
    assert [one.student for one in found("t", roster="roster.csv").submissions] == ["Núñez, José"]
