"""The bytes of a file as JSON; where they are none, the place and the reason in one line."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, Final

LONGEST_QUOTE: Final = 60
MOST_DIGITS: Final = 4_000
_STRING: Final = r'"(?:[^"\\]|\\.)*"'
_NO_NUMBER: Final = re.compile(rf"{_STRING}|(NaN|-?Infinity)")
_TOO_LONG: Final = re.compile(rf"{_STRING}|(\d{{{MOST_DIGITS},}})")


class Refused(ValueError):
    """A file that cannot be ranked; says where in it, and why, in one line."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}" if where else why)


class _Twice(dict[str, Any]):
    """An object in which the key ``twice`` stands more than once."""

    twice = ""


def parsed(file: bytes) -> Any:
    """What the file says. Raises Refused."""
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"byte {error.start}", "this is not UTF-8") from None
    twice: list[_Twice] = []
    try:
        found = json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, twice), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Refused(f"line {error.lineno}, column {error.colno}", f"this is not JSON: {error.msg}") from None
    except RecursionError:
        raise Refused(_deepest(text), "this is not JSON that can be read: it is nested too deep") from None
    except ValueError as error:
        if error.args and isinstance(error.args[0], _Name):
            raise Refused(_place(text, _NO_NUMBER), f"this is not JSON: {error} is no number there") from None
        raise Refused(_place(text, _TOO_LONG), "this is not JSON that can be read: a number is too long") from None
    if twice:
        where, key = _first_twice(found)
        raise Refused(where, f"the key {quoted(key)} stands twice in one object")
    return found


def quoted(given: Any) -> str:
    """As it stands in the file, on one line, shortened."""
    told = json.dumps(given, ensure_ascii=False)
    if not told.isprintable():
        told = json.dumps(given)
    return told if len(told) <= LONGEST_QUOTE else f"{told[: LONGEST_QUOTE - 1]}…"


class _Name(str):
    """Of a number that JSON has not."""


def _no_number(name: str) -> None:
    raise ValueError(_Name(name))


def _once(pairs: list[tuple[str, Any]], twice: list[_Twice]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    found = _Twice(made)
    found.twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    twice.append(found)
    return found


def _first_twice(whole: Any) -> tuple[str, str]:
    """The way to the outermost object with a key that stands twice, and the key; without recursion, since what is not
    read may be deep."""
    waiting = [("", whole)]
    for where, each in waiting:
        if isinstance(each, _Twice):
            return where, each.twice
        if isinstance(each, dict):
            waiting += [(f"{where}.{key}" if where else key, inner) for key, inner in each.items()]
        elif isinstance(each, list):
            waiting += [(f"{where}[{place}]", inner) for place, inner in enumerate(each)]
    raise ValueError("no key stands twice")


def _place(text: str, wanted: re.Pattern[str]) -> str:
    """Where the first that is sought begins outside of strings."""
    at = next((found.start(1) for found in wanted.finditer(text) if found[1]), None)
    return _line(text, at) if at is not None else ""


def _deepest(text: str) -> str:
    """Where brackets are as deep as anywhere."""
    deep = most = at = 0
    for found in re.finditer(rf"{_STRING}|[\[\]{{}}]", text):
        deep += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if deep > most:
            most, at = deep, found.start()
    return _line(text, at)


def _line(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"
