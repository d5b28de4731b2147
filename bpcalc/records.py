"""`NamedTuple`, quick to define.

Those of `typing` and `collections` compile a constructor for every class and give it methods of its
own, and a start defines a hundred records: that would take as long as solving a network. Here the
constructors with as many fields share their code, and all classes their methods. Type checkers see
the one of `typing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import _tuplegetter  # what a field of every named tuple is, quicker than a property
    from functools import cache
    from types import FunctionType

    _new = tuple.__new__

    def _make(cls, values):
        """A record of these values."""
        made = _new(cls, values)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace(self, /, **changed):
        """The same record with other values in these fields."""
        made = self._make(map(changed.pop, self._fields, self))
        if changed:
            raise ValueError(f"Got unexpected field names: {[*changed]!r}")
        return made

    def _asdict(self):
        """The values by the names of their fields."""
        return dict(zip(self._fields, self, strict=True))

    def _repr(self):
        named = zip(self._fields, self, strict=True)
        return f"{type(self).__name__}({', '.join([f'{name}={value!r}' for name, value in named])})"

    def _getnewargs(self):
        return tuple(self)

    _METHODS = {
        "__slots__": (),
        "_make": classmethod(_make),
        "_replace": _replace,
        "_asdict": _asdict,
        "__repr__": _repr,
        "__getnewargs__": _getnewargs,
    }

    @cache
    def _constructor(count):
        """The code of a constructor with so many fields, whatever their names."""
        fields = "".join([f"_{place}, " for place in range(count)])
        return eval(f"lambda _cls, {fields}: _new(_cls, ({fields}))").__code__

    class _Record(type):
        """Makes a named tuple of a class statement: its annotations are the fields."""

        def __new__(cls, name, bases, body):
            fields = (*body.get("__annotations__", ()),)
            defaults = {field: body.pop(field) for field in fields if field in body}
            code = _constructor(len(fields)).replace(co_name="__new__", co_varnames=("_cls", *fields))
            new = FunctionType(code, globals(), "__new__", (*defaults.values(),))
            new.__qualname__ = f"{name}.__new__"
            getters = {field: _tuplegetter(place, "") for place, field in enumerate(fields)}
            own = {"_fields": fields, "__match_args__": fields, "_field_defaults": defaults, "__new__": new}
            return type(name, (tuple,), {**_METHODS, **body, **own, **getters})

    NamedTuple = type.__new__(_Record, "NamedTuple", (), {})
