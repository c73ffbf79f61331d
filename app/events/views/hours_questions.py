"""The page that asks before meetings lose anything, and the sentence that says afterwards what they lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.web.locale import in_a_row
from app.events.hours_change import MeetingImpact
from app.events.models import Event
from app.events.services.changing import TIME_LOST_KINDS, HoursInUse, TablesInUse, impact_totals
from app.events.tables import label_ranges


def render_hours_question(event: Event, conflict: HoursInUse, *, crumb: dict[str, str]) -> str:
    """Who would lose what; the form that was sent is kept in it and goes to the same address again."""
    return _render_question("events/confirm_hours.html", event, conflict, crumb)


def render_renames_question(event: Event, conflict: TablesInUse, *, crumb: dict[str, str]) -> str:
    """Whether tables are the same under new names, and whom it concerns; the form is kept as above."""
    renames = [
        (rename.zone, label_ranges(rename.old), label_ranges(rename.new), rename.pairs) for rename in conflict.renames
    ]
    return _render_question("events/confirm_tables.html", event, conflict, crumb, renames=renames)


def _render_question(template: str, event: Event, conflict: HoursInUse, crumb: dict[str, str], **context: Any) -> str:
    own_fields = ("confirmed", "clashes", "csrf_token")
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in own_fields]
    losses = [_loss_text(kind, number) for kind, number in conflict.totals.items()]
    back = [(name, value) for name, value in fields if name not in ("act", "same_tables")]
    return render_template(
        template,
        event=event,
        asked=conflict,
        kept=fields,
        back=back,
        losses=losses,
        touched=_touched_text(conflict),
        action=request.path,
        crumb=crumb,
        **context,
    )


def _touched_text(conflict: HoursInUse) -> str:
    """How much a change touches: 2 meetings, 1 request, or 1 meeting and 1 request."""
    requests = conflict.totals.get("loses_proposal", 0)
    meetings = len(conflict.impacts) - requests
    texts = [
        ngettext("%(num)d meeting", "%(num)d meetings", meetings) if meetings else "",
        ngettext("%(num)d request", "%(num)d requests", requests) if requests else "",
    ]
    parts = [str(text) for text in texts if text]
    return _("%(one)s and %(other)s", one=parts[0], other=parts[1]) if len(parts) == 2 else "".join(parts)


def impact_sentence(impacts: Iterable[MeetingImpact]) -> str:
    """What became of the meetings that a saved change touched; "" where it touched none."""
    totals = impact_totals(impacts)
    lost = sum(totals.get(kind, 0) for kind in TIME_LOST_KINDS)
    texts = [
        ngettext("%(num)d meeting lost its time", "%(num)d meetings lost their times", lost) if lost else "",
        _impact_text(totals, "other_table"),
        _impact_text(totals, "new_length"),
        _impact_text(totals, "renamed_table"),
        _impact_text(totals, "new_link"),
        _impact_text(totals, "loses_proposal"),
    ]
    words = " · ".join(str(text) for text in texts if text)
    sentence = _("%(what)s. The firms concerned are told.", what=words) if words else ""
    return in_a_row((sentence, *_staying_texts(totals)))


def _staying_texts(totals: dict[str, int]) -> list[str]:
    """What was kept as it is though something speaks against it."""
    clashes, hurried, crowded = (totals.get(kind, 0) for kind in ("clash", "short_walk", "few_chairs"))
    texts = [
        ngettext(
            "%(num)d meeting is kept though one of the two is elsewhere then; lists say so.",
            "%(num)d meetings are kept though one of the two is elsewhere then; lists say so.",
            clashes,
        )
        if clashes
        else "",
        ngettext(
            "%(num)d meeting stays though somebody has too little time to walk to it.",
            "%(num)d meetings stay though somebody has too little time to walk to them.",
            hurried,
        )
        if hurried
        else "",
        ngettext(
            "%(num)d group meeting stays at a table that holds fewer than it takes.",
            "%(num)d group meetings stay at tables that hold fewer than they take.",
            crowded,
        )
        if crowded
        else "",
    ]
    return [str(text) for text in texts]


def _impact_text(totals: dict[str, int], kind: str) -> str:
    number = totals.get(kind, 0)
    if not number:
        return ""
    if kind == "other_table":
        return str(ngettext("%(num)d now sits at another table", "%(num)d now sit at other tables", number))
    if kind == "renamed_table":
        return str(ngettext("%(num)d has a table with a new name", "%(num)d have tables with new names", number))
    if kind == "new_link":
        return str(ngettext("%(num)d has another link", "%(num)d have other links", number))
    if kind == "new_length":
        return str(ngettext("%(num)d now ends at another time", "%(num)d now end at another time", number))
    return str(ngettext("%(num)d request lost its proposed time", "%(num)d requests lost their proposed times", number))


def _loss_text(kind: str, number: int) -> str:
    if kind == "loses_time":
        return str(
            ngettext("%(num)d booked meeting loses its time", "%(num)d booked meetings lose their times", number)
        )
    if kind == "no_table":
        return str(
            ngettext(
                "%(num)d loses its time, because all tables are taken then",
                "%(num)d lose their times, because all tables are taken then",
                number,
            )
        )
    if kind == "absent":
        return str(
            ngettext(
                "%(num)d loses its time, because a firm is elsewhere then",
                "%(num)d lose their times, because a firm is elsewhere then",
                number,
            )
        )
    if kind == "other_table":
        return str(
            ngettext("%(num)d gets another table at the same time", "%(num)d get other tables at the same time", number)
        )
    if kind == "renamed_table":
        return str(
            ngettext(
                "%(num)d keeps its time and its table, which is called otherwise",
                "%(num)d keep their times and tables, which are called otherwise",
                number,
            )
        )
    if kind == "new_link":
        return str(
            ngettext(
                "%(num)d booked meeting gets another link, or none",
                "%(num)d booked meetings get another link, or none",
                number,
            )
        )
    if kind == "short_walk":
        return str(
            ngettext(
                "%(num)d stays as it is, though somebody has too little time to walk to it",
                "%(num)d stay as they are, though somebody has too little time to walk to them",
                number,
            )
        )
    if kind == "few_chairs":
        return str(
            ngettext(
                "%(num)d group meeting stays at a table that holds fewer than it takes",
                "%(num)d group meetings stay at tables that hold fewer than they take",
                number,
            )
        )
    if kind == "new_length":
        return str(ngettext("%(num)d ends at another time", "%(num)d end at another time", number))
    return str(
        ngettext("%(num)d request loses the time it proposes", "%(num)d requests lose the times they propose", number)
    )
