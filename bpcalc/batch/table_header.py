"""What the header of a table tells: the separator, and which columns say whose a row is.

Headers of Canvas, Moodle, Gradescope, GitHub Classroom, Google Forms and Microsoft Forms, and of
tables that somebody keeps. A table of submissions, a roster and a sheet to fill are read by the same
words.
"""

from __future__ import annotations

import re

NAME, FIRST, LAST, EMAIL, NUMBER, WEAK, ATTEMPT, TIME = range(8)
WHO = (NAME, FIRST, LAST, EMAIL, NUMBER, WEAK)
"""What says who a student is; `id` alone is weak, as it may count the rows."""
_ROLES = {
    NAME: "student|name|full name|fullname|student name|your name|your full name|name of student",
    FIRST: "first name|firstname|given name|vorname|prénom|nombre|nome",
    LAST: "last name|lastname|surname|family name|nachname|nom de famille|apellido|apellidos|cognome",
    EMAIL: "email|e-mail|email address|e-mail address|mail|student email|your email|your email address"
    "|e-mail-adresse|adresse e-mail|dirección de correo electrónico|indirizzo email",
    NUMBER: "student id|studentid|id number|sis id|sis user id|sis login id|integration id|sid"
    "|student number|student id number|matriculation number|matrikelnummer|username|user name|user"
    "|user id|userid|uid|login|login id|netid|github username|identifier|participant|orgdefinedid"
    "|org defined id",
    WEAK: "id",
    ATTEMPT: "attempt|attempt number",
    TIME: "timestamp|submitted|submitted at|completed|completion time|submission time|zeitstempel|horodateur"
    "|marca temporal|informazioni cronologiche|date submitted",
}
_ROLE = {name: role for role, names in _ROLES.items() for name in names.split("|")}
_DELIMITERS = ",;\t"


def role(name: str) -> int | None:
    """What a column of this name tells of a row; None: nothing that is known."""
    return _ROLE.get(" ".join(name.replace("_", " ").split()).casefold().rstrip(" :*"))


def delimiter(text: str) -> str:
    """The separator that the first line has most of, outside of quotation marks."""
    bare = "".join(text.split('"')[::2]).lstrip("\r\n")
    return max(_DELIMITERS, key=re.split(r"[\r\n]", bare, maxsplit=1)[0].count)
