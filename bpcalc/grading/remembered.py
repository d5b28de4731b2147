"""What is worked out once for all sheets. These come from strangers, who may ask for any part and
name any steps: only so much is kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar, cast

Method = TypeVar("Method", bound=Callable[..., Any])


def remembered(most: int) -> Callable[[Method], Method]:
    """A method that keeps its results in the `memory` of its object, by its arguments, which are
    not named; it forgets them all when there are so many."""

    def keeping(method: Method) -> Method:
        usual: tuple[Any, ...] = method.__defaults__ or ()
        many = method.__code__.co_argcount - 1

        @wraps(method)
        def found(self: Any, *asked: Any) -> Any:
            key = asked if len(asked) == many else asked + usual[len(asked) - many :]
            known: dict[Hashable, Any] = self.memory.setdefault(method, {})
            if key not in known:
                result = method(self, *key)
                if len(known) >= most:
                    known.clear()
                known[key] = result
            return known[key]

        return cast(Method, found)

    return keeping
