"""The guests whom rows name, as values; each is met again by category, name and institution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.companies.names.parsing import compact
from app.registrations.plan import KnownGuest, PlannedRow, RowVerdict


class GuestsMet:
    """Those whom the delegation brings already, and those of the rows so far."""

    def __init__(self, known: Iterable[KnownGuest] = ()) -> None:
        self.keys = {guest_key(one.category, one.person, one.institution) for one in known}

    def take(self, planned: PlannedRow, key: str, category: str) -> PlannedRow:
        """The row becomes one of guests; the same as before if all of them are met already."""
        planned.guest, planned.key = category, key
        planned.company = str(planned.values.get("company", ""))
        named = {guest_key(category, name, planned.company) for name, _ in people_of(planned)}
        planned.verdict = RowVerdict.SAME if named <= self.keys else RowVerdict.NEW
        self.keys |= named
        return planned


def guest_key(category: str, person: str, institution: str) -> tuple[str, ...]:
    return category, compact(person), compact(institution)


def people_of(row: PlannedRow) -> list[tuple[str, Mapping[str, Any]]]:
    """(name, values) of each; where no name is told, the title or the institution stands for it."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for said in (row.values, *row.people):
        if name := str(said.get("representative") or said.get("representative_zh") or ""):
            found.append((name, said))
    return found or [(str(row.values.get("title") or row.company or "–"), row.values)]
