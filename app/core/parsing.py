"""What others wrote (numbers, JSON, paths, web addresses) as a value or a refusal, whatever comes."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from app.core.errors import Invalid

LARGEST_NUMBER: Final = 2**31 - 1
"""What an id or a count in the database can be at most."""


def parse_whole_number(text: object) -> int | None:
    """The number that a text writes, from -2,147,483,647 to 2,147,483,647; None for anything else."""
    digits = str(text).strip()
    if not digits.isascii() or not digits.removeprefix("-").isdigit() or len(digits) > 11:
        return None
    number = int(digits)
    return number if abs(number) <= LARGEST_NUMBER else None


def parse_id(text: str) -> int:
    """For readers that leave out what raises, as ``getlist("company", type=an_id)``. Raises ValueError."""
    number = parse_whole_number(text)
    if number is None:
        raise ValueError(text)
    return number


MAX_JSON_LENGTH: Final = 200_000
MAX_JSON_DEPTH: Final = 8


def parse_json(text: str, *, characters: int = MAX_JSON_LENGTH, levels: int = MAX_JSON_DEPTH) -> Any:
    """The value that ``text`` writes: lists and objects at most ``levels`` deep, texts that UTF-8 can hold.

    Raises Invalid for what is no JSON, too long or too deep, and for numbers that JSON has not (NaN, Infinity).
    """
    if len(text) > characters:
        raise Invalid
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
        _require_depth(value, levels)
    except (ValueError, RecursionError):
        raise Invalid from None
    return value


def json_error_line(text: str) -> int | None:
    """The line on which ``text`` stops being JSON; None if it breaks another rule of ``read``."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno
    except (ValueError, RecursionError):
        return None
    return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _require_depth(value: Any, levels: int) -> None:
    """ValueError for a value too deep, or with halves of characters. Level by level: a deep one must not break this."""
    level = [value]
    for _ in range(levels + 1):
        for item in level:
            if isinstance(item, str):
                item.encode()
        level = [inner for item in level for inner in _inner_values(item)]
        if not level:
            return
    raise ValueError("too deep")


def _inner_values(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []


MAX_PATH_LENGTH = 2000


def local_path(path: str | None) -> str:
    """``given`` when it is the path of a page here, such as ``/account?x=1``; else nothing.

    Browsers read ``//host``, ``/\\host`` and a tab in between as another host, so these are refused.
    """
    if not path or len(path) > MAX_PATH_LENGTH or not path.startswith("/") or path.startswith("//"):
        return ""
    if "\\" in path or any(ord(character) <= 32 or ord(character) == 127 for character in path):
        return ""
    try:
        parts = urlsplit(path)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else path


_SCHEME_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d+(?:/|$))")
"""What begins a whole address; ``example.org:8080`` begins with a host."""


def web_address(text: str | None) -> str:
    """Where a link may lead for what somebody wrote: an http or https address; "" for anything else.

    ``www.example.org/en`` is taken as https.
    """
    address = (text or "").strip()
    whole = address if _SCHEME_PATTERN.match(address) else f"https://{address}"
    if not address or any(sign.isspace() or ord(sign) < 32 for sign in address) or "\\" in address:
        return ""
    try:
        parts = urlsplit(whole)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return whole if usable else ""
