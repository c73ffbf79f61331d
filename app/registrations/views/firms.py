"""A firm's registration as its chamber and the organizer look after it: add, submit, cancel, consent from paper."""

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
from app.core.web.forms import select_choices
from app.core.web.guards import allow, current_roles
from app.core.web.locale import in_a_row, language
from app.documents.qr import qr_path
from app.events import phases
from app.events.models import Event
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.forms.answers import AnswersForm
from app.registrations.forms.consent import PaperForm, SignedForm
from app.registrations.forms.firm import FirmForm, filled
from app.registrations.mails import wechat_text
from app.registrations.models import Delegation, Registration
from app.registrations.queries.answers import open_of
from app.registrations.queries.doubles import Double, doubles_of
from app.registrations.queries.firms import readers_of
from app.registrations.queries.from_above import freed_by_cancelling
from app.registrations.queries.joins import askers_of, users_of
from app.registrations.queries.keeping import runs_house
from app.registrations.queries.ledger import ledger_of
from app.registrations.queries.letters import what_became_of
from app.registrations.queries.links import link_url
from app.registrations.queries.places import is_passed_on, offer_to
from app.registrations.queries.returning import may_come_back
from app.registrations.queries.roster import firms_of, row_of
from app.registrations.scopes import a_delegation, may_answer_joins, own_firm
from app.registrations.services import answers, consents, firms, standing
from app.registrations.services.places import PlacesFull
from app.registrations.services.quotas import QuotaFull
from app.registrations.states import Act, Actor, RegistrationState, acts_of, move
from app.registrations.views.answers import told_answers, told_besides
from app.registrations.views.blueprint import registrations
from app.registrations.views.delegation import OWN_SIDE
from app.registrations.views.moving import may_move
from app.registrations.views.steps import step_url

ACTS = {
    "submission": Act.SUBMIT,
    "approval": Act.APPROVE,
    "rejection": Act.REJECT,
    "waiting": Act.WAIT,
    "reopening": Act.REOPEN,
    "cancellation": Act.CANCEL,
}
DETAILS = ("name", "name_zh", "country", "city", "website", "person", "title", "email", "phone", "wechat")


@registrations.route("/events/<slug:event>/delegations/<int:delegation_id>/firms/new", methods=["GET", "POST"])
@allow(*OWN_SIDE, of=a_delegation)
def new_firm(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Add one firm by hand."""
    g.tab = "registrations.roster"
    form = FirmForm()
    status, asked = 200, None
    if form.validate_on_submit():
        new = firms.NewFirm(**filled(form, *DETAILS), languages=form.languages.data or [])
        try:
            added = firms.add_firm(event, delegation, new, said=request.form.get("said", ""), by=current_user.id)
        except firms.MayBeKnown as refused:
            asked, status = refused.details, 409
        except Conflict as refused:
            form.form_errors.append(error_text(refused))
            status = 409
        else:
            flash(gettext("%(firm)s is in the delegation.", firm=new.name), "good")
            return redirect(url_for("registrations.registration", event=event, registration_id=added.id))
    elif form.errors:
        status = 422
    page = render_template("registrations/new_firm.html", event=event, delegation=delegation, form=form, asked=asked)
    return page, status


@registrations.get("/events/<slug:event>/firms/<int:registration_id>/registration")
@allow(*OWN_SIDE, of=own_firm)
def registration(event: Event, registration: Registration) -> ResponseReturnValue:
    """Where one firm stands: state and acts, link, people, consents, what happened."""
    seen = answers.print_of(registration)
    return _page(event, registration, AnswersForm(formdata=None, data={**registration.answers, "seen": seen}))


def _may_arrange(event: Event, registration: Registration) -> bool:
    """Whether somebody may be brought together with this firm now."""
    allowed = phases.is_allowed(
        phases.Phase(event.phase), phases.EventAct.ARRANGE, phases.BookingMode(event.booking_mode)
    )
    return allowed and registration.state == RegistrationState.APPROVED


def _home_of(event: Event, registration: Registration) -> str:
    """The table that the firm keeps for itself; "" for none."""
    tables = event.tables if registration.home_table_id else ()
    return next((one.label for one in tables if one.id == registration.home_table_id), "")


def _page(event: Event, registration: Registration, form: AnswersForm) -> str:
    """The page with this form of what was asked besides."""
    if registration.company is None:
        raise NotFound
    g.tab = "registrations.roster" if registration.delegation else "registrations.index"
    row = row_of(registration)
    double = _double_of(event, registration)
    delegation, log = registration.delegation, audit.list_notices(registration)[::-1]
    return render_template(
        "registrations/registration.html",
        may_arrange=_may_arrange(event, registration),
        may_move=may_move(event, registration),
        may_erase=Role.ORGANIZER in current_roles(),
        home=_home_of(event, registration),
        event=event,
        registration=registration,
        delegation=delegation,
        row=row,
        acts=_acts(registration),
        ledger=ledger_of(registration),
        answers=told_besides(registration),
        offer=offer_to(registration.id),
        open_questions=open_of(registration),
        told_questions=told_answers(registration),
        answers_form=form,
        texts=CONSENT_TEXTS,
        askers=askers_of(registration),
        may_answer=may_answer_joins(registration),
        double=double,
        may_merge=double is not None and may_merge(event),
        log=log,
        actors=user_names(notice.user_id for notice in log),
        own={user.id for user in users_of(registration)},
        letters=defaultdict(str, what_became_of(notice.id for notice in log)),
        qr=qr_path(link_url(row.link)) if row.link is not None else None,
        text=wechat_text(row, delegation, event, language()) if row.link is not None else "",
    )


def _acts(registration: Registration) -> list[Act]:
    """What the reader may do with it now."""
    possible = acts_of(RegistrationState(registration.state), actor())
    return [one for one in possible if one != Act.REOPEN or may_come_back(registration)]


def may_merge(event: Event) -> bool:
    """Whether the reader works for the organisation that keeps the register: a role in one event is not enough."""
    return runs_house(event, current_user.id)


def _double_of(event: Event, registration: Registration) -> Double | None:
    """Which firm of the event this one may be; the organizer's to know, for a chamber sees its own firms alone."""
    if Role.ORGANIZER not in current_roles() or registration.source != "registered":
        return None
    return doubles_of(event.id, [registration.id]).get(registration.id)


@registrations.post("/events/<slug:event>/firms/<int:registration_id>/registration/answers")
@allow(*OWN_SIDE, of=own_firm)
def save_answers(event: Event, registration: Registration) -> ResponseReturnValue:
    """Keep what was asked besides, as its chamber or the organizer knows it now."""
    form = AnswersForm()
    if not form.validate():
        return _page(event, registration, form), 422
    said = {name: form[name].data for name in answers.EDITABLE}
    try:
        answers.keep(registration, said, seen=form.seen.data or "", by=current_user.id)
    except answers.AnswersChanged as refused:
        form.form_errors.append(error_text(refused))
        form.seen.data = answers.print_of(registration)
        return _page(event, registration, form), 409
    flash(gettext("Saved."), "good")
    page = url_for("registrations.registration", event=event, registration_id=registration.id, _anchor="answers")
    return redirect(page)


@registrations.post(f"/events/<slug:event>/firms/<int:registration_id>/registration/<any({', '.join(ACTS)}):act>")
@allow(*OWN_SIDE, Role.COMPANY, of=own_firm)
def act_on(event: Event, registration: Registration, act: str) -> ResponseReturnValue:
    """Submit, approve, reject, put on the waiting list, open again, cancel. Where there is no room, its page says what
    to do about it."""
    if registration.company is None:
        raise NotFound
    partners = ACTS[act] == Act.CANCEL and freed_by_cancelling(event.id, [registration.id])
    try:
        standing.act_on(event, registration.id, ACTS[act], actor=actor(), by=current_user.id)
    except (PlacesFull, QuotaFull) as refused:
        flash(error_text(refused), "wait")
        return redirect(_page_of(event, registration))
    told = [
        said(ACTS[act], [company_label(registration.company)]),
        *([gettext("Its partners are told.")] if partners else []),
    ]
    flash(in_a_row(told), "good")
    if ACTS[act] == Act.REOPEN and actor() == Actor.COMPANY:
        return redirect(step_url(event, registration, "work"))
    return redirect(_page_of(event, registration))


def _page_of(event: Event, registration: Registration) -> str:
    if actor() == Actor.COMPANY:
        return url_for("events.home", event=event)
    return url_for("registrations.registration", event=event, registration_id=registration.id)


@registrations.get("/events/<slug:event>/firms/<int:registration_id>/leaving")
@allow(*OWN_SIDE, Role.COMPANY, of=own_firm)
def leaving(event: Event, registration: Registration) -> ResponseReturnValue:
    """What it would free if the firm took part no longer, and who would be told; nothing is done yet."""
    if registration.company is None:
        raise NotFound
    move(RegistrationState(registration.state), Act.CANCEL, actor())
    g.tab = "registrations.profile" if actor() == Actor.COMPANY else "registrations.index"
    return render_template(
        "registrations/leaving.html",
        event=event,
        registration=registration,
        freed=freed_by_cancelling(event.id, [registration.id]).get(registration.id, []),
        passed_on=is_passed_on(registration),
        readers=len(readers_of(registration)),
        acting_for=actor() != Actor.COMPANY,
    )


@registrations.route("/events/<slug:event>/delegations/<int:delegation_id>/consents", methods=["GET", "POST"])
@allow(*OWN_SIDE, of=a_delegation)
def paper_consents(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Record what firms agreed to on paper: which sheets, when, where they are kept."""
    g.tab = "registrations.roster"
    rows = firms_of(delegation)
    form = PaperForm(signed_on=today_of(event))
    form.today = today_of(event)
    form.firms.choices = select_choices([(str(row.id), company_label(row.company)) for row in rows])
    if not form.is_submitted():
        form.firms.data = request.args.getlist("firm", type=parse_id) or [row.id for row in rows if row.consent is None]
    elif form.validate():
        chosen = [row.registration for row in rows if row.id in (form.firms.data or [])]
        try:
            count = record_paper(event, form, chosen)
        except Invalid as refused:
            form.form_errors.append(error_text(refused))
        else:
            flash(ngettext("Recorded for %(num)d firm.", "Recorded for %(num)d firms.", count), "good")
            return redirect(url_for("registrations.roster", event=event, delegation_id=delegation.id))
    page = render_template(
        "registrations/paper_consents.html", event=event, delegation=delegation, form=form, texts=CONSENT_TEXTS
    )
    return page, 422 if form.errors else 200


def actor() -> Actor:
    """In which capacity the reader acts on a firm: the strongest that the reader has."""
    roles = current_roles()
    if Role.ORGANIZER in roles:
        return Actor.ORGANIZER
    return Actor.CHAMBER if roles & {Role.CHAMBER, Role.DELEGATION_HEAD} else Actor.COMPANY


def said(act: Act, names: Sequence[str]) -> str:
    """What was done, to one firm by its name, to more by their number."""
    firms = names[0] if len(names) == 1 else ngettext("%(num)d firm", "%(num)d firms", len(names))
    sentences = {
        Act.SUBMIT: gettext("Submitted: %(firms)s.", firms=firms),
        Act.APPROVE: gettext("Approved: %(firms)s.", firms=firms),
        Act.REJECT: gettext("Rejected: %(firms)s.", firms=firms),
        Act.WAIT: gettext("On the waiting list: %(firms)s.", firms=firms),
        Act.REOPEN: gettext("A draft again: %(firms)s.", firms=firms),
        Act.CANCEL: gettext("Cancelled: %(firms)s.", firms=firms),
    }
    return str(sentences[act])


def record_paper(event: Event, form: SignedForm, chosen: list[Registration]) -> int:
    """Keep what these signed; how many. Raises as ``consents.record_from_paper``."""
    signed = dt.datetime.combine(form.signed_on.data or today_of(event), dt.time(12), ZoneInfo(event.zone))
    return consents.record_from_paper(
        chosen,
        form.said,
        language=form.paper_language.data or "en",
        evidence=form.evidence.data or "",
        at=min(signed, now()),
        by=current_user.id,
    )


def today_of(event: Event) -> dt.date:
    """The day on the event's clocks."""
    return now().astimezone(ZoneInfo(event.zone)).date()
