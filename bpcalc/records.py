"""`NamedTuple`, quick to define.

That of `typing` compiles the annotation of every field, and a start defines a hundred records: it
would take as long as solving a network. Type checkers see the one of `typing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import namedtuple

    _OWN = {"__module__", "__qualname__", "__annotations__"}

    class _Record(type):
        """Makes a named tuple of a class statement: its annotations are the fields."""

        def __new__(cls, name, bases, body):
            fields = body.get("__annotations__", {})
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            made.__annotations__ = fields
            for key, value in body.items():
                if key not in _OWN:
                    setattr(made, key, value)
            return made

    NamedTuple = type.__new__(_Record, "NamedTuple", (), {})
