"""What earlier imports of a delegation settled, so that the same sheet is not asked about twice; and fixes as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.companies.names.parsing import compact
from app.registrations.plan import Choices, Fix, Fixes, PlannedRow

_BROKEN: Final = re.compile(r"[A-Z]{1,3}\d+ (?:=|#\S+)$")
"""A cell without a value, as ``raw`` tells it: its address and its error."""
_NAMES: Final = ("company", "company_zh", "other_name")


def to_fixes(plain: Mapping[str, Any]) -> dict[tuple[str, int], Fix]:
    """From ``{"13 Delegation list": {…}}``."""
    return {place_of(key): Fix.of(fix) for key, fix in plain.items()}


def place_of(key: str) -> tuple[str, int]:
    """The (sheet, row) of a key. Raises ValueError for one that is none."""
    row, _, sheet = key.partition(" ")
    return sheet, int(row)


def key_of(sheet: str, row: int) -> str:
    return f"{row} {sheet}"


def to_choices(plain: Mapping[str, Any]) -> Choices:
    return Choices(*(dict(plain.get(part, {})) for part in ("columns", "sheets", "sectors")))


def fingerprint(row: PlannedRow) -> str:
    """The row as the sheet has it: firm, e-mail and code tell one doubt from another; without a firm, its person;
    what made it doubtful whether it comes tells too, for later it may say that it does not. Where a broken cell
    stands tells nothing, for the row may move, unless nothing else tells it."""
    told = [row.raw.get(name, "") for name in (*_NAMES, "email", "stock_code")]
    person = [row.raw.get(name, "") for name in ("representative", "title", "phone")]
    if any(map(_BROKEN.match, told)) and any(text and not _BROKEN.match(text) for text in (*told, *person)):
        told, person = ([_BROKEN.sub("", text) for text in texts] for texts in (told, person))
    if not any(told[: len(_NAMES)]):
        told += person
    told += [row.raw["coming"]] if row.raw.get("coming") else []
    return "|".join(compact(part) or part for part in told)


def settled(rows: Iterable[PlannedRow], fixes: Fixes, companies: Mapping[str, int]) -> dict[str, Any]:
    """Fingerprint → fix, with the firm that a row became in place of keys of this import.

    ``companies``: key → the company's id after the import.
    """
    found = {}
    for row in rows:
        fix = fixes.get((row.sheet, row.row))
        if fix is None or not fix.to_plain():
            continue
        plain = fix.to_plain()
        if fix.same_as and row.key in companies:
            plain["same_as"] = f"c{companies[row.key]}"
        found[fingerprint(row)] = plain
    return found


def recalled(rows: Iterable[PlannedRow], memory: Mapping[str, Any]) -> dict[str, Any]:
    """The fixes of a new sheet that earlier ones have settled already, as JSON."""
    return {key_of(row.sheet, row.row): dict(memory[found]) for row in rows if (found := fingerprint(row)) in memory}
