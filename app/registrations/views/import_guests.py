"""The guests whom a sheet names, as the preview shows them."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from app.registrations.guest_rows import people_of
from app.registrations.import_memory import key_of
from app.registrations.plan import PlannedRow, RowVerdict
from app.registrations.views.import_lines import Labels


@dataclass(frozen=True, slots=True)
class GuestLine:
    """``people``: their names; ``category``: as on the badge; ``known``: all of them are guests already."""

    place: str
    anchor: str
    label: str
    people: str
    institution: str
    category: str
    known: bool


def guest_line(row: PlannedRow, label: Labels) -> GuestLine:
    return GuestLine(
        key_of(row.sheet, row.row),
        label.anchor(row.sheet, row.row),
        label(row.sheet, row.row),
        gettext(", ").join(name for name, _ in people_of(row)),
        row.company,
        row.guest,
        row.verdict is RowVerdict.SAME,
    )
