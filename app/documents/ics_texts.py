"""The texts within a calendar, read as they were before they were escaped and folded, and written again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from app.documents.to_ics import folded, text_of

_LINE: Final = re.compile(r"[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)")
_PARTED: Final = re.compile(r"\r?\n[ \t]")
_ESCAPED: Final = re.compile(r"\\([\\;,nN])")
_VALUE: Final = re.compile(r'((?:[^":]|"[^"]*")*):(.*)', re.DOTALL)
"""A property: its name with what is said beside it, where a colon may stand in quotes, and its value."""
_TEXTS: Final = frozenset({"SUMMARY", "LOCATION", "DESCRIPTION", "COMMENT", "CONTACT", "CATEGORIES"})
_FIXED: Final = frozenset(
    {
        *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "UID", "SEQUENCE", "STATUS", "TRANSP"),
        *("DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
        *("ACTION", "TRIGGER"),
        *("TZID", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"),
    }
)
"""Properties that hold no words of anybody; what looks like a number there is a time."""


def with_texts(calendar: str, change: Callable[[str], str]) -> str:
    """The calendar with ``change`` done to each text in it: as people typed it, with no mark before a comma and not
    parted where a line was too long. Lines in which nothing changes stay as they were, octet for octet."""
    return "".join(_changed(line, change) for line in _lines(calendar))


def _lines(calendar: str) -> Iterator[str]:
    """The lines, each with its end and the lines that go on with it."""
    return (found[0] for found in _LINE.finditer(calendar) if found[0])


def _changed(line: str, change: Callable[[str], str]) -> str:
    plain = _PARTED.sub("", line).rstrip("\r\n")
    found = _VALUE.fullmatch(plain)
    name, value = (found[1], found[2]) if found else ("", plain)
    kind = re.split("[;.]", name, maxsplit=1)[0].upper()
    if kind in _FIXED:
        return line
    new_name = change(name) if ";" in name else name
    new_value = _text_changed(value, change) if kind in _TEXTS else change(value)
    if (new_name, new_value) == (name, value):
        return line
    return folded(f"{new_name}:{new_value}" if found else new_value)


def _text_changed(value: str, change: Callable[[str], str]) -> str:
    told = _ESCAPED.sub(lambda mark: "\n" if mark[1] in "nN" else mark[1], value)
    left = change(told)
    return value if left == told else "\\n".join(text_of(line) for line in left.split("\n"))
