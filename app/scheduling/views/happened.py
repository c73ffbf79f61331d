"""What has happened to a published timetable, as the form of a repair shows it: several people, tables and firms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.core.web.forms import clean_text

KINDS = ("person", "table", "late")


@dataclass(frozen=True, slots=True)
class Happened:
    """The rows of each kind as they were chosen, "" in an empty one; ``late``: a firm, and the slot from which on it is
    there; ``more``: the kind that just got one more row."""

    people: Sequence[str] = ("",)
    tables: Sequence[str] = ("",)
    late: Sequence[tuple[str, str]] = (("", ""),)
    more: str = ""


def happened_in(form: MultiDict[str, str]) -> Happened:
    """As it was sent, with one more row of the kind that was asked for."""
    more = form.get("more", "")
    people, tables = ([clean_text(one) for one in form.getlist(kind)] for kind in ("person", "table"))
    late = [*zip(form.getlist("late"), form.getlist("late_from"), strict=False)]
    return Happened(
        people=[*people, *[""] * (more == "person")] or [""],
        tables=[*tables, *[""] * (more == "table")] or [""],
        late=[*late, *[("", "")] * (more == "late")] or [("", "")],
        more=more if more in KINDS else "",
    )
