"""The page that asks before meetings lose anything, and the sentence that says afterwards what they lost."""

from __future__ import annotations

from collections.abc import Iterable

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.events.hours_change import Impact
from app.events.models import Event
from app.events.services.touching import TIME_LOST, HoursInUse, totals_of


def question(event: Event, asked: HoursInUse, *, crumb: dict[str, str]) -> str:
    """Who would lose what; the form that was sent is kept in it and goes to the same address again."""
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in ("confirmed", "csrf_token")]
    losses = [_loss(kind, number) for kind, number in asked.totals.items()]
    return render_template(
        "events/confirm_hours.html",
        event=event,
        asked=asked,
        kept=kept,
        losses=losses,
        action=request.path,
        crumb=crumb,
    )


def outcome(impacts: Iterable[Impact]) -> str:
    """What became of the meetings that a saved change touched; "" where it touched none."""
    totals = totals_of(impacts)
    lost = sum(totals.get(kind, 0) for kind in TIME_LOST)
    said = [
        ngettext("%(num)d meeting lost its time", "%(num)d meetings lost their times", lost) if lost else "",
        _told(totals, "other_table"),
        _told(totals, "new_length"),
        _told(totals, "loses_proposal"),
    ]
    words = " · ".join(str(one) for one in said if one)
    return _("%(what)s. The firms concerned are told.", what=words) if words else ""


def _told(totals: dict[str, int], kind: str) -> str:
    number = totals.get(kind, 0)
    if not number:
        return ""
    if kind == "other_table":
        return str(ngettext("%(num)d now sits at another table", "%(num)d now sit at other tables", number))
    if kind == "new_length":
        return str(ngettext("%(num)d now ends at another time", "%(num)d now end at another time", number))
    return str(ngettext("%(num)d request lost its proposed time", "%(num)d requests lost their proposed times", number))


def _loss(kind: str, number: int) -> str:
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
    if kind == "new_length":
        return str(ngettext("%(num)d ends at another time", "%(num)d end at another time", number))
    return str(
        ngettext("%(num)d request loses the time it proposes", "%(num)d requests lose the times they propose", number)
    )
