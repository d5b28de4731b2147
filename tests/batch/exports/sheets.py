"""Sheets as Canvas and Moodle export them."""

from __future__ import annotations

import io

from bpcalc.batch.exports.fill import Filled, fill_sheet
from bpcalc.batch.rows import Row
from tests.batch.classes import again

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,Homework 1 (4711),Homework 2 (4712),Homework Current Score,"
    "Homework Final Score,Current Score,Final Score\n"
    ",,,,,,,Manual Posting,,,,\n"
    "    Points Possible,,,,,,10,7,(read only),(read only),(read only),(read only)\n"
    '"Doe, Jane",101,S1,jdoe,"NN 1, NN 2",left early,9,,95.5,95.5,95.5,95.5\n'
    '"van Dyke, Émile",102,S2,evandyke@uni.edu,NN 1,,8.25,,80,80,80,80\n'
    '"Smith, Alex",103,S3,asmith1,NN 1,,,,0,0,0,0\n'
    '"Smith, Alex",104,S4,asmith2,NN 2,,,,0,0,0,0\n'
    '"O\'Brien, ""Pat""",105,S5,pobrien,NN 1,,EX,EX,0,0,0,0\n'
    '"Li, Na",106,S6,nli,NN 1,,N/A,N/A,0,0,0,0\n'
    '"Student, Test",107,,abcdef0123,NN 1,,,,0,0,0,0\n'
)
MOODLE = (
    '\ufeffIdentifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
    '"Participant 9001","Jane Doe",S1,jane.doe@uni.edu,"Submitted for grading",,10.00,Yes,'
    '"Monday, 5 May 2025, 10:00 AM",-,""\n'
    '"Participant 9002","Émile van Dyke",S2,emile@uni.edu,"Submitted for grading",,10.00,Yes,'
    '"Monday, 5 May 2025, 10:00 AM",-,\n'
    '"Participant 9003","Na Li",S3,na.li@uni.edu,"No submission",,10.00,Yes,-,-,\n'
    '"Participant 9004","Pat O\'Brien",S4,pat@uni.edu,"Submitted for grading",4.00,10.00,No,"Monday",'
    '"Tuesday, 6 May 2025, 9:00 AM","<p>old, ""very"" old</p>\n<p>two lines</p>"\n'
)


def filled(sheet: str | bytes, rows: list[Row], **options: object) -> tuple[bytes, Filled]:
    """The new sheet, and what was done."""
    out = io.BytesIO()
    data = sheet.encode("utf-8") if isinstance(sheet, str) else sheet
    done = fill_sheet(again(rows), data, out, **options)  # type: ignore[arg-type]
    return out.getvalue(), done
