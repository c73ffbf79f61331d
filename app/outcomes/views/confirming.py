"""What the two sides of a meeting say, beside each other, for who runs the event; and which of it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.events.models import Event
from app.events.scopes import an_event
from app.floor.web.errors import explain, status_of
from app.floor.web.guards import allow
from app.kernel.errors import Invalid
from app.kernel.whole import whole
from app.meetings.queries.lists import Firm
from app.outcomes.forms import ConfirmForm
from app.outcomes.models import Outcome
from app.outcomes.queries.meetings import talk_at
from app.outcomes.queries.verdicts import confirmation_of, verdicts_on, words_on
from app.outcomes.services import confirming
from app.outcomes.stages import About, Verdict, Word
from app.outcomes.views.blueprint import outcomes

MEETING = "/events/<slug:event>/meetings/<int:meeting_id>/outcome"


@dataclass(frozen=True)
class Side:
    """One of the two: what it says, and how that came in; ``said``: None for nothing yet."""

    firm: Firm
    said: Outcome | None
    word: Word | None


@outcomes.get(MEETING)
@allow(Role.ORGANIZER, of=an_event)
def meeting(event: Event, meeting_id: int) -> ResponseReturnValue:
    """``?guest=``: of a group, what came of its host and this guest."""
    return _page(event, About(meeting_id, whole(request.args.get("guest", ""))), ConfirmForm())


@outcomes.post(f"{MEETING}/confirmation")
@allow(Role.ORGANIZER, of=an_event)
def confirm(event: Event, meeting_id: int) -> ResponseReturnValue:
    form = ConfirmForm()
    about = About(meeting_id, form.guest.data)
    try:
        form.validate()
        side, outcome, reason = form.side.data or 0, form.outcome.data or 0, form.reason.data or ""
        confirming.confirm(event.id, about, side, outcome, reason=reason, by=current_user.id)
    except Invalid as refused:
        flash(explain(refused), "bad")
        return _page(event, about, form), status_of(refused)
    flash(gettext("Confirmed. It counts as confirmed as long as this side says so."), "good")
    return redirect(url_for("outcomes.meeting", event=event, meeting_id=meeting_id, guest=about.guest), 303)


@outcomes.post(f"{MEETING}/confirmation/removal")
@allow(Role.ORGANIZER, of=an_event)
def unconfirm(event: Event, meeting_id: int) -> ResponseReturnValue:
    about = About(meeting_id, ConfirmForm().guest.data)
    confirming.take_back(event.id, about, by=current_user.id)
    flash(gettext("Taken back. Nothing is confirmed by you any more."), "info")
    return redirect(url_for("outcomes.meeting", event=event, meeting_id=meeting_id, guest=about.guest), 303)


def _page(event: Event, about: About, form: ConfirmForm) -> str:
    g.tab = "events.overview"
    row = talk_at(event.id, about)
    said = {one.registration_id: one for one in words_on(about)}
    verdict = verdicts_on([about.meeting]).get(about, Verdict())
    firms = (row.asker, row.asked)
    return render_template(
        "outcomes/meeting.html",
        event=event,
        row=row,
        verdict=verdict,
        sides=[Side(one, said.get(one.registration_id), verdict.of(one.registration_id)) for one in firms],
        confirmation=confirmation_of(about),
        form=form,
        tried=form.side.data if request.method == "POST" else None,
    )
