"""A company says what came of its meetings, a desk keys in slips, the organizer confirms; earlier meetings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.facts import CURRENCIES
from app.companies.wording import company_label
from app.core.errors import Conflict, Invalid, NotFound
from app.core.parsing import parse_whole_number
from app.core.web.errors import error_status, error_text
from app.core.web.guards import allow, current_roles
from app.core.web.pages import is_data_request
from app.events.models import Event
from app.events.phases import EventAct
from app.events.scopes import an_event
from app.events.views.blueprint import may
from app.meetings.lifecycle import MeetingState
from app.meetings.queries.lists import MeetingCompany
from app.meetings.queries.signed_links import find_meeting_of_slip
from app.meetings.signed_links import SLIP_PATH, parse_slip_code
from app.meetings.views.blueprint import COMPANY_ROLES, COMPANY_URL, is_acting_for_other
from app.outcomes.forms import ConfirmForm, OutcomeForm, SlipForm
from app.outcomes.models import Outcome
from app.outcomes.money import format_amount
from app.outcomes.queries.earlier_meetings import earlier_meetings
from app.outcomes.queries.verdicts import (
    MeetingTalk,
    begun_talks,
    confirmation_of,
    current_outcomes,
    get_talk,
    list_talks,
    verdicts_of_meetings,
)
from app.outcomes.scopes import a_slip
from app.outcomes.services import recording
from app.outcomes.stages import (
    STAGE_KEYS,
    STAGES_WITH_AMOUNT,
    OutcomeStatement,
    OutcomeSubject,
    OutcomeVerdict,
    SlipSigner,
    parse_slip_number,
    slip_number,
)
from app.outcomes.views.blueprint import outcomes
from app.outcomes.wording import STAGE_LABELS, earlier_text
from app.registrations.models import Registration
from app.registrations.scopes import own_registration

STATING_ROLES = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD)
"""The organizer confirms what others say; it speaks for no firm."""


@dataclass(frozen=True)
class MeetingToRate:
    """A meeting that has begun, with what the company says (``mine``); ``theirs``: what the other side says, once both
    have spoken."""

    row: MeetingTalk
    other: MeetingCompany
    verdict: OutcomeVerdict
    mine: OutcomeStatement | None
    theirs: OutcomeStatement | None

    @property
    def takes_amount(self) -> bool:
        return self.mine is not None and self.mine.stage in STAGES_WITH_AMOUNT

    @property
    def amount(self) -> str:
        return format_amount(self.mine.money) if self.mine is not None and self.mine.money is not None else ""

    @property
    def currency(self) -> str:
        return self.mine.money.currency if self.mine is not None and self.mine.money is not None else ""


@outcomes.get(f"{COMPANY_URL}/outcomes")
@allow(*COMPANY_ROLES, of=own_registration)
def firm(event: Event, registration: Registration) -> ResponseReturnValue:
    return _company_page(event, registration, OutcomeForm())


@outcomes.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/outcome")
@allow(*STATING_ROLES, of=own_registration)
def say(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    form = OutcomeForm()
    about = OutcomeSubject(meeting_id, form.guest.data)
    try:
        stage, named = form.said
        recording.state_outcome(
            event.id, about, OutcomeStatement(registration.id, stage, named), by=current_user.id, at=form.tapped_at
        )
    except Invalid as refused:
        flash(error_text(refused), "bad")
        return _company_page(event, registration, form, tried=about), error_status(refused)
    talk = get_talk(event.id, about)
    other = company_label(talk.other_than(registration.id))
    flash(gettext("Kept: %(firm)s, %(stage)s.", firm=other, stage=STAGE_LABELS[stage]), "good")
    page = url_for("outcomes.firm", event=event, registration_id=registration.id, _anchor=f"m{talk.number}")
    if form.back.data == "agenda" and stage not in STAGES_WITH_AMOUNT:
        page = url_for("meetings.agenda", event=event, registration_id=registration.id)
    return jsonify(to=page) if is_data_request() else redirect(page, 303)


@outcomes.app_template_global()
def to_rate(event: Event, registration: Registration) -> list[MeetingToRate]:
    """The meetings of which the firm should say what came of them now, the latest first."""
    if not may(event, EventAct.GIVE_FEEDBACK) or current_roles().isdisjoint(STATING_ROLES):
        return []
    return [
        entry
        for entry in _begun_meetings(registration)
        if entry.mine is None and entry.row.state != MeetingState.MISSED
    ]


def _company_page(
    event: Event, registration: Registration, form: OutcomeForm, tried: OutcomeSubject | None = None
) -> str:
    g.tab = "meetings.agenda"
    begun = _begun_meetings(registration)
    return render_template(
        "outcomes/company.html",
        event=event,
        registration=registration,
        met=begun,
        unsaid=sum(entry.mine is None and entry.row.state != MeetingState.MISSED for entry in begun),
        form=form,
        tried=tried,
        currencies=CURRENCIES,
        says=not current_roles().isdisjoint(STATING_ROLES),
        acting_for=is_acting_for_other(),
    )


def _begun_meetings(registration: Registration) -> list[MeetingToRate]:
    """All that have begun, the latest first."""
    talks = begun_talks(registration.id)
    verdicts = verdicts_of_meetings({talk.id for talk in talks}) if talks else {}
    return [_meeting_to_rate(talk, registration.id, verdicts.get(talk.about, OutcomeVerdict())) for talk in talks]


def _meeting_to_rate(talk: MeetingTalk, mine: int, verdict: OutcomeVerdict) -> MeetingToRate:
    other = talk.other_than(mine)
    statement, theirs = verdict.of(mine), verdict.of(other.registration_id)
    return MeetingToRate(talk, other, verdict, statement, theirs if statement is not None else None)


OUTCOME_PATH = "/events/<slug:event>/meetings/<int:meeting_id>/outcome"


@dataclass(frozen=True)
class OutcomeSide:
    """One of the two: what it says, and how that came in; ``outcome``: None for nothing yet."""

    company: MeetingCompany
    outcome: Outcome | None
    word: OutcomeStatement | None


@outcomes.get(OUTCOME_PATH)
@allow(Role.ORGANIZER, of=an_event)
def meeting(event: Event, meeting_id: int) -> ResponseReturnValue:
    """``?guest=``: of a group, what came of its host and this guest."""
    return _meeting_page(
        event, OutcomeSubject(meeting_id, parse_whole_number(request.args.get("guest", ""))), ConfirmForm()
    )


@outcomes.post(f"{OUTCOME_PATH}/confirmation")
@allow(Role.ORGANIZER, of=an_event)
def confirm(event: Event, meeting_id: int) -> ResponseReturnValue:
    form = ConfirmForm()
    about = OutcomeSubject(meeting_id, form.guest.data)
    try:
        form.validate()
        side, outcome, reason = form.side.data or 0, form.outcome.data or 0, form.reason.data or ""
        recording.confirm_outcome(event.id, about, side, outcome, reason=reason, by=current_user.id)
    except Invalid as refused:
        flash(error_text(refused), "bad")
        return _meeting_page(event, about, form), error_status(refused)
    flash(gettext("Confirmed. It counts as confirmed as long as this side says so."), "good")
    return redirect(url_for("outcomes.meeting", event=event, meeting_id=meeting_id, guest=about.guest), 303)


@outcomes.post(f"{OUTCOME_PATH}/confirmation/removal")
@allow(Role.ORGANIZER, of=an_event)
def unconfirm(event: Event, meeting_id: int) -> ResponseReturnValue:
    about = OutcomeSubject(meeting_id, ConfirmForm().guest.data)
    recording.undo_confirmation(event.id, about, by=current_user.id)
    flash(gettext("Taken back. Nothing is confirmed by you any more."), "info")
    return redirect(url_for("outcomes.meeting", event=event, meeting_id=meeting_id, guest=about.guest), 303)


def _meeting_page(event: Event, about: OutcomeSubject, form: ConfirmForm) -> str:
    g.tab = "events.overview"
    row = get_talk(event.id, about)
    outcomes_by_side = {side.registration_id: side for side in current_outcomes(about)}
    verdict = verdicts_of_meetings([about.meeting]).get(about, OutcomeVerdict())
    companies = (row.asker, row.asked)
    return render_template(
        "outcomes/meeting.html",
        event=event,
        row=row,
        verdict=verdict,
        sides=[
            OutcomeSide(side, outcomes_by_side.get(side.registration_id), verdict.of(side.registration_id))
            for side in companies
        ],
        confirmation=confirmation_of(about),
        form=form,
        tried=form.side.data if request.method == "POST" else None,
    )


SLIPS_PATH = "/events/<slug:event>/slips"
DESK_ROLES = (Role.DESK, Role.ORGANIZER)


@outcomes.get(f"{SLIP_PATH}<token>")
@allow(*DESK_ROLES, of=a_slip)
def slip(event: Event, meeting_id: int) -> ResponseReturnValue:
    """A phone's camera opens what a desk then keys in."""
    about = OutcomeSubject(meeting_id, parse_whole_number(request.args.get("guest", "")))
    return redirect(url_for("outcomes.slips", event=event, number=slip_number(about)))


@outcomes.get(SLIPS_PATH)
@allow(*DESK_ROLES, of=an_event)
def slips(event: Event) -> ResponseReturnValue:
    """``?number=``: what was typed or scanned; ``?saved=``: the meeting that was keyed in last."""
    typed = request.args.get("number", "")
    if not typed:
        return _slips_page(event, saved=next(iter(_talks_named(event, request.args.get("saved", ""))), None))
    talks = _talks_named(event, typed)
    if not talks:
        flash(error_text(Invalid("slip_unknown")), "bad")
        return _slips_page(event), 422
    return _slips_page(event, talks[0]) if len(talks) == 1 else _slips_page(event, guests=talks)


@outcomes.post(f"{SLIPS_PATH}/<int:meeting_id>")
@allow(*DESK_ROLES, of=an_event)
def key_in(event: Event, meeting_id: int) -> ResponseReturnValue:
    form = SlipForm()
    row = get_talk(event.id, OutcomeSubject(meeting_id, form.guest.data))
    try:
        stage, money = form.ticked
        if stage is None:
            recording.record_not_held(event.id, row.about, by=current_user.id)
            flash(gettext("Kept: number %(number)s, not held.", number=row.number), "good")
            return redirect(url_for("outcomes.slips", event=event, saved=row.number), 303)
        keyed = recording.key_in_slip(event.id, row.about, _sides_of_slip(row, form), stage, money, by=current_user.id)
    except (Invalid, Conflict) as refused:
        flash(error_text(refused), "bad")
        return _slips_page(event, row, form=form), error_status(refused)
    if keyed.left:
        names = gettext(", ").join(
            company_label(company) for company in (row.asker, row.asked) if company.registration_id in keyed.left
        )
        flash(gettext("%(firms)s has answered by itself: that word stays.", firms=names), "wait")
    flash(gettext("Kept: number %(number)s, %(stage)s.", number=row.number, stage=STAGE_LABELS[stage]), "good")
    return redirect(url_for("outcomes.slips", event=event, saved=row.number), 303)


@outcomes.post(f"{SLIPS_PATH}/<int:meeting_id>/removal")
@allow(*DESK_ROLES, of=an_event)
def undo_slip(event: Event, meeting_id: int) -> ResponseReturnValue:
    about = OutcomeSubject(meeting_id, SlipForm().guest.data)
    recording.undo_slip(event.id, about, by=current_user.id)
    flash(gettext("Undone: number %(number)s stands as it did before.", number=slip_number(about)), "info")
    return redirect(url_for("outcomes.slips", event=event), 303)


def _talks_named(event: Event, typed: str) -> list[MeetingTalk]:
    """What a number, or a code that is ours, is about: of a group without a guest all of its guests; empty for none."""
    token, guest = parse_slip_code(typed)
    try:
        about = parse_slip_number(token) or OutcomeSubject(find_meeting_of_slip(token).id, parse_whole_number(guest))
        return list_talks(event.id, about.meeting) if about.guest is None else [get_talk(event.id, about)]
    except NotFound:
        return []


def _sides_of_slip(row: MeetingTalk, form: SlipForm) -> list[int]:
    sides = {SlipSigner.ASKER: [row.asker], SlipSigner.ASKED: [row.asked]}
    return [
        company.registration_id for company in sides.get(SlipSigner(form.whose.data or "both"), [row.asker, row.asked])
    ]


def _slips_page(
    event: Event,
    row: MeetingTalk | None = None,
    *,
    form: SlipForm | None = None,
    saved: MeetingTalk | None = None,
    guests: Sequence[MeetingTalk] = (),
) -> str:
    """``guests``: of a group, one of which is meant."""
    g.tab = "day.desk"
    shown = row or saved
    verdict = (
        verdicts_of_meetings([shown.id]).get(shown.about, OutcomeVerdict()) if shown is not None else OutcomeVerdict()
    )
    return render_template(
        "outcomes/slips.html",
        event=event,
        row=row,
        saved=saved,
        guests=guests,
        verdict=verdict,
        form=form or SlipForm(),
        keys=list(STAGE_KEYS.items()),
        currencies=CURRENCIES,
    )


@outcomes.app_template_global()
def met_earlier(registration: Registration, others: Collection[int]) -> dict[int, str]:
    """Other company of the event → when the two met and what came of it, in a few words; absent where they never did.

    Who acts for the company, or runs this event, reads it of the events alone where that was so too.
    """
    reader = None if Role.COMPANY in current_roles() else current_user.id
    known = earlier_meetings(registration, others, reader=reader)
    return {other: earlier_text(meeting.year, meeting.stage) for other, meeting in known.items()}
