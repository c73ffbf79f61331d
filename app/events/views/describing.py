"""The page that describes an event, new or not: rows come and go, the preview follows, and it is saved when asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import Field

from app.db import now
from app.events.drafts import EventDraft
from app.events.findings import Finding, Level
from app.events.forms import EventForm, change_rows, draft_in, put_beside_fields
from app.events.forms.remarks import anchor_of, unreadable_time
from app.events.preview import Preview, PreviewRow, preview_of, preview_rows, without_day
from app.events.wording import PART_WORDS, say_finding
from app.floor.web import errors
from app.floor.web.htmx import wants_fragment
from app.floor.web.locale import clock, long_day, plain
from app.kernel.clock import to_zone, zones
from app.kernel.errors import Conflict, Invalid

Save = Callable[[EventDraft], ResponseReturnValue]


def answer(form: EventForm, page: str, save: Save, context: dict[str, Any]) -> ResponseReturnValue:
    """What the button asked for: ``act`` is save, preview, or one that changes rows. A GET shows the page.

    ``context``: what else the page shows; ``save`` may add to it before it refuses.
    """
    act = "save" if request.form.get("over") else request.form.get("act", "")
    focus = change_rows(form, act) if request.method == "POST" else ""
    status = 200
    if request.method == "POST" and act == "save":
        draft = draft_in(form)
        sound = form.validate()
        if put_beside_fields(form, _preview(form, draft).findings) and sound:
            try:
                return save(draft)
            except (Conflict, Invalid) as refused:
                form.form_errors.append(errors.explain(refused))
                status = errors.status_of(refused)
        else:
            status = 422
    return _page(form, page, act, focus=focus, **context), status


def _page(form: EventForm, page: str, act: str, **context: Any) -> str:
    """The whole page; for htmx the preview alone, or the form alone where rows changed."""
    fragment = "events/_preview.html" if act == "preview" else "events/_form.html"
    template = fragment if wants_fragment() and act != "save" else page
    return render_template(template, form=form, **preview_context(form), **context)


def preview_context(form: EventForm) -> dict[str, Any]:
    """What ``_preview.html`` shows: an event without a day yet is laid out on today, and no day is named."""
    draft = draft_in(form, stand_in=form.today)
    preview = _preview(form, draft)
    if not form.has_day:
        preview = without_day(preview)
    unread = unreadable_time(form)
    findings = [one for one in preview.findings if unread is None or one.code != "no_day"]
    return {
        "preview": preview,
        "preview_days": _days(preview, draft.zone) if preview.calendar.slots else (),
        "remarks": [*_unread(unread), *(_remark(form, finding) for finding in findings)],
        "previewed_at": f"{to_zone(now(), _known(draft.zone)):%H:%M:%S}",
        "part_words": PART_WORDS,
        "counts": _counts(form, preview),
    }


def _preview(form: EventForm, draft: EventDraft) -> Preview:
    return preview_of(draft, today=form.today, is_new=not form.version.data)


def _unread(field: Field | None) -> list[dict[str, Any]]:
    if field is None:
        return []
    return [{"text": _("Write a time as 14:30."), "level": Level.ERROR.value, "anchor": field.id}]


def _known(zone: str) -> str:
    return zone if zone in zones() else "UTC"


def _days(preview: Preview, zone: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines of the agenda by day."""
    tables = preview.capacity.tables
    return [
        (long_day(dt.date.fromisoformat(day)), [_line(row, tables) for row in rows])
        for day, rows in preview_rows(preview, zone)
    ]


def _line(row: PreviewRow, tables: int) -> dict[str, Any]:
    start = clock(row.starts_at.timetz().replace(tzinfo=None))
    until = _("until %(time)s", time=clock(row.ends_at.timetz().replace(tzinfo=None)))
    where = ngettext("%(num)d table", "%(num)d tables", tables) if tables and not row.is_break else ""
    return {
        "time": start,
        "text": (plain(row.label) or _("Break")) if row.is_break else until,
        "where": where,
        "is_break": row.is_break,
    }


def _remark(form: EventForm, finding: Finding) -> dict[str, Any]:
    text = say_finding(finding, form.zone.data or "")
    return {"text": text, "level": finding.level.value, "anchor": anchor_of(form, finding)}


def _counts(form: EventForm, preview: Preview) -> dict[str, int]:
    return {"tables": preview.capacity.tables, "zones": sum(not row.form.is_empty for row in form.tables)}
