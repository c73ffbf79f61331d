"""Errors of the whole description, put beside the fields that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from wtforms import Field

from app.events.findings import Finding, Level
from app.events.forms.event import MOST_ROWS, EventForm
from app.events.forms.filling import label_in
from app.events.wording import say_finding
from app.floor.web.forms import ClockField

Place = Callable[[EventForm, dict[str, Any]], Any]


def put_beside_fields(form: EventForm, findings: Iterable[Finding]) -> bool:
    """Add each error finding to its field (or to the form); whether there was none."""
    wrong = [finding for finding in findings if finding.level is Level.ERROR]
    for finding in wrong:
        if not (finding.code == "no_day" and form.has_day):  # a day without readable hours: its times say so
            _add(form, finding)
    for name in MOST_ROWS:
        form[name].errors = [row.errors for row in form[name]] if any(row.errors for row in form[name]) else []
    return not wrong


def _add(form: EventForm, finding: Finding) -> None:
    said = say_finding(finding, form.zone.data or "")
    place = _PLACES.get(finding.code)
    field = place(form, dict(finding.details)) if place else None
    if field is None:
        form.form_errors.append(said)
    elif said not in field.errors:
        field.errors = [*field.errors, said]


def unreadable_time(form: EventForm) -> Field | None:
    """The first time that was typed and cannot be read."""
    fields = (field for rows in (form.days, form.breaks, form.programme) for row in rows for field in row.form)
    clocks = (field for field in fields if isinstance(field, ClockField))
    return next((field for field in clocks if field.data is None and field.raw_text), None)


def _filled(rows: Any) -> list[Any]:
    return [row.form for row in rows if not row.form.is_empty]


def _day(name: str) -> Place:
    def find(form: EventForm, details: dict[str, Any]) -> Any:
        rows = [row for row in _filled(form.days) if row.day.data == details.get("day")]
        return rows[-1][name] if rows else form.days[0].form[name]

    return find


def _break(name: str) -> Place:
    """The break of this label, and of these times where the finding tells them."""

    def find(form: EventForm, details: dict[str, Any]) -> Any:
        label = details.get("label", details.get("second"))
        rows = [row for row in _filled(form.breaks) if label_in(row) == label]
        exact = [row for row in rows if row.starts.data == details.get("starts")]
        return (exact or rows or [None])[-1] and (exact or rows)[-1][name]

    return find


def _row(rows: str, place: str, name: str) -> Place:
    return lambda form, details: _filled(form[rows])[details[place]][name]


def _field(name: str) -> Place:
    return lambda form, _details: form[name]


def _named_field(form: EventForm, details: dict[str, Any]) -> Any:
    return form[details["field"]]


def _limit(form: EventForm, details: dict[str, Any]) -> Any:
    return form[details["limit"]]


_PLACES: dict[str, Place] = {
    "zone_unknown": _field("zone"),
    "slot_minutes_out_of_range": _field("slot_minutes"),
    "pause_minutes_out_of_range": _field("pause_minutes"),
    "no_day": _day("day"),
    "day_twice": _day("day"),
    "day_over": _day("day"),
    "closes_before_opens": _day("closes"),
    "time_skipped": _day("opens"),
    "time_twice": _day("opens"),
    "no_meeting_slot": _day("closes"),
    "break_empty": _break("ends"),
    "break_on_no_day": _break("day"),
    "breaks_overlap": _break("starts"),
    **{
        code: _row("tables", "zone", "labels")
        for code in (
            *("range_mixed", "range_backwards", "label_too_long", "label_twice", "too_many_tables"),
            "label_in_two_zones",
        )
    },
    "group_twice": _row("groups", "group", "name"),
    "group_unnamed": _row("groups", "group", "name"),
    "too_few_groups": lambda form, _details: form.groups[-1].form["name"],
    "nobody_may_ask": _field("may_ask"),
    "limit_not_positive": _limit,
    "least_above_most": _field("least_meetings"),
    "date_after_event": _named_field,
    "date_out_of_order": _named_field,
    "item_empty": _row("programme", "item", "ends"),
}

_ANCHORS = {
    "idle_before_break": "breaks",
    "idle_before_close": "days",
    "break_outside_hours": "breaks",
    "no_tables": "tables",
    "least_beyond_slots": "least_meetings",
    "meeting_above_run": "longest_meeting",
    "too_few_for": "tables",
    "group_meets_nobody": "may_ask",
    "both_keep_tables": "tables",
    "item_on_another_day": "programme",
    "item_keeps_from_meetings": "programme",
}


def anchor_of(form: EventForm, finding: Finding) -> str:
    """The id of what the remark is about, for its link; "" where there is nothing to look at."""
    if finding.level is Level.OK:
        return ""
    place = _PLACES.get(finding.code)
    field = place(form, dict(finding.details)) if place else None
    return str(field.id) if field is not None else _ANCHORS.get(finding.code, "")
