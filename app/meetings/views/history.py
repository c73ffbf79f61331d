"""A meeting's history, for the two firms, who acts for them and who runs the event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.web.guards import allow, current_roles
from app.core.web.locale import plain
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.meetings.history import Event as Happened
from app.meetings.history import told_to
from app.meetings.lifecycle import State
from app.meetings.queries import lists
from app.meetings.queries.histories import bodies_called, log_of
from app.meetings.views.attending import may_note
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM, acting_for, meetings, why_words
from app.meetings.views.ending_words import arranged_by_reader, private_why
from app.meetings.views.fact_words import FactWords
from app.registrations.models import Registration
from app.registrations.scopes import own_firm

ACTS = {
    "request": _l("asked"),
    "arrange": _l("arranged"),
    "accept": _l("accepted"),
    "accept_with_time": _l("accepted with a time"),
    "counter": _l("proposed other times"),
    "recall": _l("took the other times back"),
    "times_gone": _l("none of the proposed times is free any more"),
    "prolonged": _l("gave more time to answer"),
    "decline": _l("declined"),
    "withdraw": _l("took the request back"),
    "expire": _l("lapsed without an answer"),
    "reminded": _l("reminder sent"),
    "place": _l("gave it its time"),
    "propose": _l("proposed another time"),
    "keep": _l("kept the time"),
    "time_withdrawn": _l("withdrew the new time"),
    "time_gone": _l("the new time is no longer free"),
    "move": _l("moved"),
    "seat": _l("changed who sits"),
    "table": _l("moved to another table"),
    "new_link": _l("the link to join was changed"),
    "renamed_table": _l("its table has another name"),
    "interpreter": _l("given another interpreter"),
    "no_interpreter": _l("lost its interpreter"),
    "unplace": _l("lost its time"),
    "cancel": _l("cancelled"),
    "hold": _l("counted as held"),
    "miss": _l("marked as missed"),
    "correct": _l("corrected"),
    "ended": _l("does not take place"),
}


ENDING = ("decline", "cancel")
"""Acts on which a firm may write a word."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was done, when, and by whom in words; "" for the system and for what is not told. ``facts``: which time and
    table, until when; ``reason``: why, as far as the reader may know."""

    at: datetime
    act: str
    facts: str
    who: str
    reason: str = ""


@meetings.get(f"{FIRM}/meetings/<int:meeting_id>/history")
@allow(*FOR_A_FIRM, of=own_firm)
def history(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    row = lists.meeting_of(registration.id, meeting_id)
    g.tab = "meetings.requests"
    sees_all = Role.ORGANIZER in current_roles() or arranged_by_reader(row)
    told = list(told_to(log_of(meeting_id), arranged=row.arranged, reader_id=registration.id, sees_all=sees_all))
    return render_template(
        "meetings/history.html",
        event=event,
        registration=registration,
        row=row,
        other=row.other_than(registration.id),
        lines=_lines(row, told, _reason(row, registration.id)),
        notes=may_note(event, has_begun=row.has_begun),
        acting_for=acting_for(),
    )


def _reason(row: lists.MeetingRow, reader_id: int) -> str:
    """Why it was declined or called off; what the other side is not to read is for those it was written to."""
    if row.why is None and row.state == State.CANCELLED and not row.arranged:
        return gettext("“%(words)s”", words=row.reply) if row.reply else ""
    if row.why is None or not row.why.shared:
        return private_why(row, reader_id)
    said = gettext("Reason: %(why)s", why=why_words(row.why.choice)) if row.state == State.DECLINED else ""
    words = gettext("“%(words)s”", words=row.reply) if row.reply else ""
    return " · ".join(one for one in (said, words) if one)


def _lines(row: lists.MeetingRow, told: list[Happened], reason: str) -> list[Line]:
    firms = {one.registration_id: company_label(one) for one in (row.asker, row.asked)}
    named = {one: plain(name) for one, name in bodies_called({one.organisation_id for one in told}).items()}
    words = FactWords.of([one.facts for one in told])
    return [
        Line(
            one.at,
            str(ACTS.get(one.act, one.act)),
            words.say(one.facts),
            who_did(firms.get(one.firm_id or 0, ""), named.get(one.organisation_id or 0, ""), by_link=one.by_link),
            reason if one.act in ENDING else "",
        )
        for one in told
    ]


def who_did(firm: str, body: str, *, by_link: bool) -> str:
    """ "Singapore Chamber for Acme" where somebody acted for a firm that is not theirs; "" for nobody who is named."""
    if firm and body:
        return str(gettext("%(organisation)s for %(firm)s", organisation=body, firm=firm))
    if firm and by_link:
        return str(gettext("%(firm)s, by the link of the letter", firm=firm))
    return firm or body
