"""A company’s registration as its chamber and the organizer look after it: add, submit, decide, cancel, consents
from paper."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.accounts.queries import user_names
from app.companies.wording import company_label
from app.core import audit
from app.core.db import now
from app.core.errors import Conflict, Invalid, NotFound
from app.core.parsing import parse_id
from app.core.web.errors import error_text
from app.core.web.forms import select_choices, typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import in_a_row, language
from app.documents.qr import qr_path
from app.events import phases
from app.events.models import Event
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.forms.registrations import (
    CompanyDetailsForm,
    PaperConsentForm,
    RemarksForm,
    SignedConsentForm,
    get_form_values,
)
from app.registrations.mails import render_wechat_invitation
from app.registrations.models import Delegation, Registration
from app.registrations.queries.access import list_company_users, list_join_requests, runs_register
from app.registrations.queries.answers import get_open_questions
from app.registrations.queries.capacity import find_open_offer, is_place_passed_on
from app.registrations.queries.company_links import get_link_url
from app.registrations.queries.company_rows import get_company_row, list_delegation_company_rows
from app.registrations.queries.consents import get_ledger
from app.registrations.queries.duplicate_candidates import EventDuplicate, find_event_duplicates
from app.registrations.queries.hooks import list_ending_meetings
from app.registrations.queries.mailings import get_email_outcomes
from app.registrations.queries.merging import may_reopen
from app.registrations.queries.registrations import list_recipients
from app.registrations.scopes import a_delegation, may_answer_join_requests, may_move_company, own_registration
from app.registrations.services import answers, consents, registering, transitions
from app.registrations.services.capacity import PlacesFull
from app.registrations.services.delegation_members import QuotaFull
from app.registrations.states import RegistrationAct, RegistrationActor, RegistrationState, allowed_acts, next_state
from app.registrations.views.answers import list_other_answers, list_question_answers
from app.registrations.views.blueprint import DELEGATION_ROLES, registrations
from app.registrations.views.welcome_pages import welcome_step_url

ACTS_BY_PATH = {
    "submission": RegistrationAct.SUBMIT,
    "approval": RegistrationAct.APPROVE,
    "rejection": RegistrationAct.REJECT,
    "waiting": RegistrationAct.WAIT,
    "reopening": RegistrationAct.REOPEN,
    "cancellation": RegistrationAct.CANCEL,
}
COMPANY_FIELDS = ("name", "name_zh", "country", "city", "website", "person", "title", "email", "phone", "wechat")


@registrations.route("/events/<slug:event>/delegations/<int:delegation_id>/companies/new", methods=["GET", "POST"])
@allow(*DELEGATION_ROLES, of=a_delegation)
def new_firm(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Add one firm by hand."""
    g.tab = "delegations.roster"
    form = CompanyDetailsForm()
    status, asked = 200, None
    if form.validate_on_submit():
        new = registering.NewCompany(**get_form_values(form, *COMPANY_FIELDS), languages=form.languages.data or [])
        try:
            added = registering.add_delegation_company(
                event, delegation, new, answer=typed_text(form.said), by=current_user.id
            )
        except registering.CompanyMayBeKnown as refused:
            asked, status = refused.details, 409
        except Conflict as refused:
            form.form_errors.append(error_text(refused))
            status = 409
        else:
            flash(gettext("%(firm)s is in the delegation.", firm=new.name), "good")
            return redirect(url_for("registrations.registration", event=event, registration_id=added.id))
    elif form.errors:
        status = 422
    page = render_template("registrations/new_company.html", event=event, delegation=delegation, form=form, asked=asked)
    return page, status


@registrations.get("/events/<slug:event>/companies/<int:registration_id>/registration")
@allow(*DELEGATION_ROLES, of=own_registration)
def registration(event: Event, registration: Registration) -> ResponseReturnValue:
    """Where one firm stands: state and acts, link, people, consents, what happened."""
    seen = answers.get_remarks_fingerprint(registration)
    return _render_registration(
        event, registration, RemarksForm(formdata=None, data={**registration.answers, "seen": seen})
    )


def _may_arrange(event: Event, registration: Registration) -> bool:
    """Whether somebody may be brought together with this firm now."""
    allowed = phases.is_allowed(
        phases.Phase(event.phase), phases.EventAct.ARRANGE, phases.BookingMode(event.booking_mode)
    )
    return allowed and registration.state == RegistrationState.APPROVED


def _fixed_table(event: Event, registration: Registration) -> str:
    """The table that the firm keeps for itself; "" for none."""
    tables = event.tables if registration.home_table_id else ()
    return next((table.label for table in tables if table.id == registration.home_table_id), "")


def _render_registration(event: Event, registration: Registration, form: RemarksForm) -> str:
    """The page with this form of what was asked besides."""
    if registration.company is None:
        raise NotFound
    g.tab = "delegations.roster" if registration.delegation else "registrations.index"
    row = get_company_row(registration)
    double = _find_duplicate(event, registration)
    delegation, log = registration.delegation, audit.list_notices(registration)[::-1]
    return render_template(
        "registrations/registration.html",
        may_arrange=_may_arrange(event, registration),
        may_move=may_move_company(event, registration),
        may_erase=Role.ORGANIZER in current_roles(),
        home=_fixed_table(event, registration),
        event=event,
        registration=registration,
        delegation=delegation,
        row=row,
        acts=_available_acts(registration),
        ledger=get_ledger(registration),
        answers=list_other_answers(registration),
        offer=find_open_offer(registration.id),
        open_questions=get_open_questions(registration),
        told_questions=list_question_answers(registration),
        answers_form=form,
        texts=CONSENT_TEXTS,
        askers=list_join_requests(registration),
        may_answer=may_answer_join_requests(registration),
        double=double,
        may_merge=double is not None and may_merge(event),
        log=log,
        actors=user_names(notice.user_id for notice in log),
        own={user.id for user in list_company_users(registration)},
        letters=defaultdict(str, get_email_outcomes(notice.id for notice in log)),
        qr=qr_path(get_link_url(row.link)) if row.link is not None else None,
        text=render_wechat_invitation(row, delegation, event, language()) if row.link is not None else "",
    )


def _available_acts(registration: Registration) -> list[RegistrationAct]:
    """What the reader may do with it now."""
    possible = allowed_acts(RegistrationState(registration.state), get_actor())
    return [act for act in possible if act != RegistrationAct.REOPEN or may_reopen(registration)]


def may_merge(event: Event) -> bool:
    """Whether the reader works for the organisation that keeps the register: a role in one event is not enough."""
    return runs_register(event, current_user.id)


def _find_duplicate(event: Event, registration: Registration) -> EventDuplicate | None:
    """Which firm of the event this one may be; the organizer's to know, for a chamber sees its own firms alone."""
    if Role.ORGANIZER not in current_roles() or registration.source != "registered":
        return None
    return find_event_duplicates(event.id, [registration.id]).get(registration.id)


@registrations.post("/events/<slug:event>/companies/<int:registration_id>/registration/answers")
@allow(*DELEGATION_ROLES, of=own_registration)
def save_answers(event: Event, registration: Registration) -> ResponseReturnValue:
    """Keep what was asked besides, as its chamber or the organizer knows it now."""
    form = RemarksForm()
    if not form.validate():
        return _render_registration(event, registration, form), 422
    remarks = {name: form[name].data for name in answers.REMARK_FIELDS}
    try:
        answers.save_remarks(registration, remarks, seen=form.seen.data or "", by=current_user.id)
    except answers.RemarksChanged as refused:
        form.form_errors.append(error_text(refused))
        form.seen.data = answers.get_remarks_fingerprint(registration)
        return _render_registration(event, registration, form), 409
    flash(gettext("Saved."), "good")
    page = url_for("registrations.registration", event=event, registration_id=registration.id, _anchor="answers")
    return redirect(page)


@registrations.post(
    f"/events/<slug:event>/companies/<int:registration_id>/registration/<any({', '.join(ACTS_BY_PATH)}):act>"
)
@allow(*DELEGATION_ROLES, Role.COMPANY, of=own_registration)
def act_on(event: Event, registration: Registration, act: str) -> ResponseReturnValue:
    """Submit, approve, reject, put on the waiting list, open again, cancel. Where there is no room, its page says what
    to do about it."""
    if registration.company is None:
        raise NotFound
    partners = ACTS_BY_PATH[act] == RegistrationAct.CANCEL and list_ending_meetings(event.id, [registration.id])
    try:
        transitions.transition(event, registration.id, ACTS_BY_PATH[act], actor=get_actor(), by=current_user.id)
    except (PlacesFull, QuotaFull) as refused:
        flash(error_text(refused), "wait")
        return redirect(_registration_url(event, registration))
    sentences = [
        describe_act(ACTS_BY_PATH[act], [company_label(registration.company)]),
        *([gettext("Its partners are told.")] if partners else []),
    ]
    flash(in_a_row(sentences), "good")
    if ACTS_BY_PATH[act] == RegistrationAct.REOPEN and get_actor() == RegistrationActor.COMPANY:
        return redirect(welcome_step_url(event, registration, "work"))
    return redirect(_registration_url(event, registration))


def _registration_url(event: Event, registration: Registration) -> str:
    if get_actor() == RegistrationActor.COMPANY:
        return url_for("events.home", event=event)
    return url_for("registrations.registration", event=event, registration_id=registration.id)


@registrations.get("/events/<slug:event>/companies/<int:registration_id>/leaving")
@allow(*DELEGATION_ROLES, Role.COMPANY, of=own_registration)
def leaving(event: Event, registration: Registration) -> ResponseReturnValue:
    """What it would free if the firm took part no longer, and who would be told; nothing is done yet."""
    if registration.company is None:
        raise NotFound
    next_state(RegistrationState(registration.state), RegistrationAct.CANCEL, get_actor())
    g.tab = "registrations.profile" if get_actor() == RegistrationActor.COMPANY else "registrations.index"
    return render_template(
        "registrations/leaving.html",
        event=event,
        registration=registration,
        freed=list_ending_meetings(event.id, [registration.id]).get(registration.id, []),
        passed_on=is_place_passed_on(registration),
        readers=len(list_recipients(registration)),
        acting_for=get_actor() != RegistrationActor.COMPANY,
    )


@registrations.route("/events/<slug:event>/delegations/<int:delegation_id>/consents", methods=["GET", "POST"])
@allow(*DELEGATION_ROLES, of=a_delegation)
def paper_consents(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Record what firms agreed to on paper: which sheets, when, where they are kept."""
    g.tab = "delegations.roster"
    rows = list_delegation_company_rows(delegation)
    form = PaperConsentForm(signed_on=get_event_day(event))
    form.today = get_event_day(event)
    form.firms.choices = select_choices([(str(row.id), company_label(row.company)) for row in rows])
    if not form.is_submitted():
        form.firms.data = request.args.getlist("firm", type=parse_id) or [row.id for row in rows if row.consent is None]
    elif form.validate():
        chosen = [row.registration for row in rows if row.id in (form.firms.data or [])]
        try:
            count = record_paper_consents(event, form, chosen)
        except Invalid as refused:
            form.form_errors.append(error_text(refused))
        else:
            flash(ngettext("Recorded for %(num)d firm.", "Recorded for %(num)d firms.", count), "good")
            return redirect(url_for("delegations.roster", event=event, delegation_id=delegation.id))
    page = render_template(
        "registrations/paper_consents.html", event=event, delegation=delegation, form=form, texts=CONSENT_TEXTS
    )
    return page, 422 if form.errors else 200


def get_actor() -> RegistrationActor:
    """In which capacity the reader acts on a firm: the strongest that the reader has."""
    roles = current_roles()
    if Role.ORGANIZER in roles:
        return RegistrationActor.ORGANIZER
    return RegistrationActor.CHAMBER if roles & {Role.CHAMBER, Role.DELEGATION_HEAD} else RegistrationActor.COMPANY


def describe_act(act: RegistrationAct, names: Sequence[str]) -> str:
    """What was done, to one firm by its name, to more by their number."""
    companies = names[0] if len(names) == 1 else ngettext("%(num)d firm", "%(num)d firms", len(names))
    sentences = {
        RegistrationAct.SUBMIT: gettext("Submitted: %(firms)s.", firms=companies),
        RegistrationAct.APPROVE: gettext("Approved: %(firms)s.", firms=companies),
        RegistrationAct.REJECT: gettext("Rejected: %(firms)s.", firms=companies),
        RegistrationAct.WAIT: gettext("On the waiting list: %(firms)s.", firms=companies),
        RegistrationAct.REOPEN: gettext("A draft again: %(firms)s.", firms=companies),
        RegistrationAct.CANCEL: gettext("Cancelled: %(firms)s.", firms=companies),
    }
    return str(sentences[act])


def record_paper_consents(event: Event, form: SignedConsentForm, chosen: list[Registration]) -> int:
    """Keep what these signed; how many. Raises as ``save_paper_consents``."""
    signed = dt.datetime.combine(form.signed_on.data or get_event_day(event), dt.time(12), ZoneInfo(event.zone))
    return consents.save_paper_consents(
        chosen,
        form.said,
        language=form.paper_language.data or "en",
        evidence=form.evidence.data or "",
        at=min(signed, now()),
        by=current_user.id,
    )


def get_event_day(event: Event) -> dt.date:
    """The day on the event's clocks."""
    return now().astimezone(ZoneInfo(event.zone)).date()
