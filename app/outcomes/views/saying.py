"""A firm says what came of its meetings: one tap each, from the beginning of a meeting on."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, g, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.sizes import CURRENCIES
from app.companies.wording import called
from app.events.models import Event
from app.events.phases import Act
from app.events.views.allowing import may
from app.floor.web.errors import explain, status_of
from app.floor.web.guards import allow, held_roles
from app.floor.web.htmx import asks_for_data
from app.kernel.errors import Invalid
from app.meetings.lifecycle import State
from app.meetings.queries.lists import Firm
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM, acting_for
from app.outcomes.forms import OutcomeForm
from app.outcomes.money import written
from app.outcomes.queries.meetings import Talk, begun_by, talk_at
from app.outcomes.queries.verdicts import verdicts_on
from app.outcomes.services import saying
from app.outcomes.stages import WITH_AMOUNT, About, Verdict, Word
from app.outcomes.views.blueprint import outcomes
from app.outcomes.wording import STAGES
from app.registrations.models import Registration
from app.registrations.scopes import own_firm

SAYS = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD)
"""The organizer confirms what others say; it speaks for no firm."""


@dataclass(frozen=True)
class Met:
    """A meeting that has begun, with what the firm says (``mine``); ``theirs``: what the other side says, once both
    have spoken."""

    row: Talk
    other: Firm
    verdict: Verdict
    mine: Word | None
    theirs: Word | None

    @property
    def takes_amount(self) -> bool:
        return self.mine is not None and self.mine.stage in WITH_AMOUNT

    @property
    def amount(self) -> str:
        return written(self.mine.money) if self.mine is not None and self.mine.money is not None else ""

    @property
    def currency(self) -> str:
        return self.mine.money.currency if self.mine is not None and self.mine.money is not None else ""


@outcomes.get(f"{FIRM}/outcomes")
@allow(*FOR_A_FIRM, of=own_firm)
def firm(event: Event, registration: Registration) -> ResponseReturnValue:
    return _page(event, registration, OutcomeForm())


@outcomes.post(f"{FIRM}/meetings/<int:meeting_id>/outcome")
@allow(*SAYS, of=own_firm)
def say(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    form = OutcomeForm()
    about = About(meeting_id, form.guest.data)
    try:
        stage, named = form.said
        saying.say(event.id, about, Word(registration.id, stage, named), by=current_user.id, at=form.tapped_at)
    except Invalid as refused:
        flash(explain(refused), "bad")
        return _page(event, registration, form, tried=about), status_of(refused)
    talk = talk_at(event.id, about)
    other = called(talk.other_than(registration.id))
    flash(gettext("Kept: %(firm)s, %(stage)s.", firm=other, stage=STAGES[stage]), "good")
    page = url_for("outcomes.firm", event=event, registration_id=registration.id, _anchor=f"m{talk.number}")
    if form.back.data == "agenda" and stage not in WITH_AMOUNT:
        page = url_for("meetings.agenda", event=event, registration_id=registration.id)
    return jsonify(to=page) if asks_for_data() else redirect(page, 303)


@outcomes.app_template_global()
def to_rate(event: Event, registration: Registration) -> list[Met]:
    """The meetings of which the firm should say what came of them now, the latest first."""
    if not may(event, Act.GIVE_FEEDBACK) or held_roles().isdisjoint(SAYS):
        return []
    return [one for one in _met(registration) if one.mine is None and one.row.state != State.MISSED]


def _page(event: Event, registration: Registration, form: OutcomeForm, tried: About | None = None) -> str:
    g.tab = "meetings.agenda"
    met = _met(registration)
    return render_template(
        "outcomes/firm.html",
        event=event,
        registration=registration,
        met=met,
        unsaid=sum(one.mine is None and one.row.state != State.MISSED for one in met),
        form=form,
        tried=tried,
        currencies=CURRENCIES,
        says=not held_roles().isdisjoint(SAYS),
        acting_for=acting_for(),
    )


def _met(registration: Registration) -> list[Met]:
    """All that have begun, the latest first."""
    talks = begun_by(registration.id)
    verdicts = verdicts_on({talk.id for talk in talks}) if talks else {}
    return [_of(talk, registration.id, verdicts.get(talk.about, Verdict())) for talk in talks]


def _of(talk: Talk, mine: int, verdict: Verdict) -> Met:
    other = talk.other_than(mine)
    said, theirs = verdict.of(mine), verdict.of(other.registration_id)
    return Met(talk, other, verdict, said, theirs if said is not None else None)
