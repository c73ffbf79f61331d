"""Tick slips keyed in: a number or a scanned code, one key, Enter, and the next."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.sizes import CURRENCIES
from app.companies.wording import called
from app.events.models import Event
from app.events.scopes import an_event
from app.floor.web.errors import explain, status_of
from app.floor.web.guards import allow
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.whole import whole
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.slips import meeting_on_slip
from app.meetings.slips import PATH, written_on
from app.outcomes.forms import SlipForm
from app.outcomes.queries.meetings import meeting_at
from app.outcomes.queries.verdicts import verdicts_on
from app.outcomes.scopes import a_slip
from app.outcomes.services import keying
from app.outcomes.slips import KEYS, Whose
from app.outcomes.stages import Verdict
from app.outcomes.views.blueprint import outcomes
from app.outcomes.wording import STAGES

SLIPS = "/events/<slug:event>/slips"
DESKS = (Role.DESK, Role.ORGANIZER)


@outcomes.get(f"{PATH}<token>")
@allow(*DESKS, of=a_slip)
def slip(event: Event, meeting_id: int) -> ResponseReturnValue:
    """A phone's camera opens what a desk then keys in."""
    return redirect(url_for("outcomes.slips", event=event, number=meeting_id))


@outcomes.get(SLIPS)
@allow(*DESKS, of=an_event)
def slips(event: Event) -> ResponseReturnValue:
    """``?number=``: what was typed or scanned; ``?saved=``: the meeting that was keyed in last."""
    typed = request.args.get("number", "")
    if not typed:
        return _page(event, None, saved=_known(event, request.args.get("saved", "")))
    row = _known(event, typed)
    if row is None:
        flash(explain(Invalid("slip_unknown")), "bad")
        return _page(event, None), 422
    return _page(event, row)


@outcomes.post(f"{SLIPS}/<int:meeting_id>")
@allow(*DESKS, of=an_event)
def key_in(event: Event, meeting_id: int) -> ResponseReturnValue:
    form, row = SlipForm(), meeting_at(event.id, meeting_id)
    try:
        stage, money = form.ticked
        keyed = keying.key_in(event.id, meeting_id, _sides(row, form), stage, money, by=current_user.id)
    except (Invalid, Conflict) as refused:
        flash(explain(refused), "bad")
        return _page(event, row, form=form), status_of(refused)
    if keyed.left:
        names = gettext(", ").join(called(one) for one in (row.asker, row.asked) if one.registration_id in keyed.left)
        flash(gettext("%(firms)s has answered by itself: that word stays.", firms=names), "wait")
    flash(gettext("Kept: number %(number)s, %(stage)s.", number=meeting_id, stage=STAGES[stage]), "good")
    return redirect(url_for("outcomes.slips", event=event, saved=meeting_id), 303)


@outcomes.post(f"{SLIPS}/<int:meeting_id>/removal")
@allow(*DESKS, of=an_event)
def undo_slip(event: Event, meeting_id: int) -> ResponseReturnValue:
    keying.undo(event.id, meeting_id, by=current_user.id)
    flash(gettext("Undone: number %(number)s stands as it did before.", number=meeting_id), "info")
    return redirect(url_for("outcomes.slips", event=event), 303)


def _known(event: Event, typed: str) -> MeetingRow | None:
    """The meeting of a number, or of a code that is ours."""
    token = written_on(typed)
    number = whole(token)
    try:
        return meeting_at(event.id, meeting_on_slip(token).id if number is None else number)
    except NotFound:
        return None


def _sides(row: MeetingRow, form: SlipForm) -> list[int]:
    sides = {Whose.ASKER: [row.asker], Whose.ASKED: [row.asked]}
    return [one.registration_id for one in sides.get(Whose(form.whose.data or "both"), [row.asker, row.asked])]


def _page(
    event: Event, row: MeetingRow | None, *, form: SlipForm | None = None, saved: MeetingRow | None = None
) -> str:
    g.tab = "day.desk"
    shown = row or saved
    verdict = verdicts_on([shown.id]).get(shown.id, Verdict()) if shown is not None else Verdict()
    return render_template(
        "outcomes/slips.html",
        event=event,
        row=row,
        saved=saved,
        verdict=verdict,
        form=form or SlipForm(),
        keys=list(KEYS.items()),
        currencies=CURRENCIES,
    )
