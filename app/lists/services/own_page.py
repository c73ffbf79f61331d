"""One's own data as people read it: words for columns and codes, days as they are written, no numbers of rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.core.web.locale import language, moment, short_day
from app.lists.services.own_words import FIELDS, FOR_PROGRAMS, word_for
from app.lists.wording import OWN_DATA

SAYS: Final = " says"
LOCAL: Final = re.compile(r"(.+)_(en|zh|fr)")
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT.+")

Line = tuple[str, str]


def sections(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[tuple[str, list[list[Line]]]]:
    """Heading by heading the rows, each as pairs of a word and what it is."""
    return [(str(OWN_DATA[table]), [list(_lines(row)) for row in rows]) for table, rows in found.items()]


def is_read_by_people(column: str) -> bool:
    """Whether a column itself is told; a number of a row is told by what that row says, where it says anything."""
    return column not in FOR_PROGRAMS and not column.endswith(("_id", "_by"))


def _lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """Of a letter the subject says what kind it is."""
    for name, value in row.items():
        if name.endswith(SAYS):
            yield str(FIELDS[name.removesuffix(SAYS)]), _said(value)
        elif is_read_by_people(name) and value not in ("", [], {}) and not (name == "kind" and "recipient" in row):
            yield str(FIELDS[name]), _value(name, value)


def _said(row: Mapping[str, Any]) -> str:
    """What another row is called, in a line: its name in the reader's language, then the rest."""
    told = {name: value for name, value in row.items() if name == "state" or is_read_by_people(name)}
    names = {found[1]: name for name in told if (found := LOCAL.fullmatch(name))}
    for stem in names:
        versions = {one: told.pop(f"{stem}_{one}", "") for one in ("en", "zh", "fr")}
        plain = told.pop(stem, "")
        told = {stem: versions[language()] or plain or next(filter(None, versions.values()), ""), **told}
    values = [_said(value) if isinstance(value, Mapping) else _value(name, value) for name, value in told.items()]
    return " · ".join(value for value in values if value)


def _value(name: str, value: Any) -> str:
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return moment(dt.datetime.fromisoformat(value))
    if isinstance(value, str) and DAY.fullmatch(value):
        return short_day(dt.date.fromisoformat(value))
    return word_for(name, value)
