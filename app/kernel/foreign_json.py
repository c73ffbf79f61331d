"""JSON that somebody else wrote: a field of a form, a body. Whatever comes, it is a value or a refusal."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from app.kernel.errors import Invalid

MOST_CHARACTERS: Final = 200_000
MOST_LEVELS: Final = 8


def read(text: str, *, characters: int = MOST_CHARACTERS, levels: int = MOST_LEVELS) -> Any:
    """The value that ``text`` writes: lists and objects at most ``levels`` deep, texts that UTF-8 can hold.

    Raises Invalid for what is no JSON, too long or too deep, and for numbers that JSON has not (NaN, Infinity).
    """
    if len(text) > characters:
        raise Invalid
    try:
        found = json.loads(text, parse_constant=_no_number)
        _measure(found, levels)
    except (ValueError, RecursionError):
        raise Invalid from None
    return found


def broken_at(text: str) -> int | None:
    """The line on which ``text`` stops being JSON; None if it breaks another rule of ``read``."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno
    except (ValueError, RecursionError):
        return None
    return None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _measure(found: Any, levels: int) -> None:
    """ValueError for a value too deep, or with halves of characters. Level by level: a deep one must not break this."""
    level = [found]
    for _ in range(levels + 1):
        for one in level:
            if isinstance(one, str):
                one.encode()
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return
    raise ValueError("too deep")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []
