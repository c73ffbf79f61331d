"""Tick slips keyed in: a number or a scanned code, one key, Enter, and the next."""

from __future__ import annotations

from collections.abc import Sequence

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
from app.meetings.queries.slips import meeting_on_slip
from app.meetings.slips import PATH, written_on
from app.outcomes.forms import SlipForm
from app.outcomes.queries.meetings import Talk, talk_at, talks_at
from app.outcomes.queries.verdicts import verdicts_on
from app.outcomes.scopes import a_slip
from app.outcomes.services import keying
from app.outcomes.slips import KEYS, Whose, about_of, number_of
from app.outcomes.stages import About, Verdict
from app.outcomes.views.blueprint import outcomes
from app.outcomes.wording import STAGES

SLIPS = "/events/<slug:event>/slips"
DESKS = (Role.DESK, Role.ORGANIZER)


@outcomes.get(f"{PATH}<token>")
@allow(*DESKS, of=a_slip)
def slip(event: Event, meeting_id: int) -> ResponseReturnValue:
    """A phone's camera opens what a desk then keys in."""
    about = About(meeting_id, whole(request.args.get("guest", "")))
    return redirect(url_for("outcomes.slips", event=event, number=number_of(about)))


@outcomes.get(SLIPS)
@allow(*DESKS, of=an_event)
def slips(event: Event) -> ResponseReturnValue:
    """``?number=``: what was typed or scanned; ``?saved=``: the meeting that was keyed in last."""
    typed = request.args.get("number", "")
    if not typed:
        return _page(event, saved=next(iter(_known(event, request.args.get("saved", ""))), None))
    talks = _known(event, typed)
    if not talks:
        flash(explain(Invalid("slip_unknown")), "bad")
        return _page(event), 422
    return _page(event, talks[0]) if len(talks) == 1 else _page(event, guests=talks)


@outcomes.post(f"{SLIPS}/<int:meeting_id>")
@allow(*DESKS, of=an_event)
def key_in(event: Event, meeting_id: int) -> ResponseReturnValue:
    form = SlipForm()
    row = talk_at(event.id, About(meeting_id, form.guest.data))
    try:
        stage, money = form.ticked
        if stage is None:
            keying.key_not_held(event.id, row.about, by=current_user.id)
            flash(gettext("Kept: number %(number)s, not held.", number=row.number), "good")
            return redirect(url_for("outcomes.slips", event=event, saved=row.number), 303)
        keyed = keying.key_in(event.id, row.about, _sides(row, form), stage, money, by=current_user.id)
    except (Invalid, Conflict) as refused:
        flash(explain(refused), "bad")
        return _page(event, row, form=form), status_of(refused)
    if keyed.left:
        names = gettext(", ").join(called(one) for one in (row.asker, row.asked) if one.registration_id in keyed.left)
        flash(gettext("%(firms)s has answered by itself: that word stays.", firms=names), "wait")
    flash(gettext("Kept: number %(number)s, %(stage)s.", number=row.number, stage=STAGES[stage]), "good")
    return redirect(url_for("outcomes.slips", event=event, saved=row.number), 303)


@outcomes.post(f"{SLIPS}/<int:meeting_id>/removal")
@allow(*DESKS, of=an_event)
def undo_slip(event: Event, meeting_id: int) -> ResponseReturnValue:
    about = About(meeting_id, SlipForm().guest.data)
    keying.undo(event.id, about, by=current_user.id)
    flash(gettext("Undone: number %(number)s stands as it did before.", number=number_of(about)), "info")
    return redirect(url_for("outcomes.slips", event=event), 303)


def _known(event: Event, typed: str) -> list[Talk]:
    """What a number, or a code that is ours, is about: of a group without a guest all of its guests; empty for none."""
    token, guest = written_on(typed)
    try:
        about = about_of(token) or About(meeting_on_slip(token).id, whole(guest))
        return talks_at(event.id, about.meeting) if about.guest is None else [talk_at(event.id, about)]
    except NotFound:
        return []


def _sides(row: Talk, form: SlipForm) -> list[int]:
    sides = {Whose.ASKER: [row.asker], Whose.ASKED: [row.asked]}
    return [one.registration_id for one in sides.get(Whose(form.whose.data or "both"), [row.asker, row.asked])]


def _page(
    event: Event,
    row: Talk | None = None,
    *,
    form: SlipForm | None = None,
    saved: Talk | None = None,
    guests: Sequence[Talk] = (),
) -> str:
    """``guests``: of a group, one of which is meant."""
    g.tab = "day.desk"
    shown = row or saved
    verdict = verdicts_on([shown.id]).get(shown.about, Verdict()) if shown is not None else Verdict()
    return render_template(
        "outcomes/slips.html",
        event=event,
        row=row,
        saved=saved,
        guests=guests,
        verdict=verdict,
        form=form or SlipForm(),
        keys=list(KEYS.items()),
        currencies=CURRENCIES,
    )
