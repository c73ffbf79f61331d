"""Invitations and reminders: previewed and reworded first, then sent by email or copied for WeChat; and how the
result is reported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user
from wtforms.validators import DataRequired

from app.accounts.permissions import Role
from app.companies.models import Company
from app.companies.wording import company_label
from app.core.localized import LANGUAGES
from app.core.mail.delivery import letters_leave
from app.core.models import JobRun
from app.core.parsing import parse_id, parse_whole_number
from app.core.web import locale, rate_limits
from app.core.web.forms import Form, LineField, TextField, typed_text
from app.core.web.guards import allow
from app.core.web.locale import lately
from app.core.web.rate_limits import RateLimit
from app.core.web.translations import lazy_gettext as _l
from app.delegations.forms import MailingForm, RemindersForm
from app.delegations.queries.roster import filter_companies, list_progress
from app.delegations.views import roster
from app.delegations.views.blueprint import blueprint
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations import mails
from app.registrations.mails.invitations import REMINDER_SUBJECT_LENGTH, REMINDER_TEXT_LENGTH, ReminderText
from app.registrations.models import Delegation
from app.registrations.queries.company_rows import CompanyRow, list_company_rows, list_delegation_company_rows
from app.registrations.queries.mailings import INVITED, REMINDED, get_last_mailings, get_manual_reminders
from app.registrations.queries.registration_list import FILTER_PARAMETERS, list_matching_ids
from app.registrations.queries.registrations import (
    EmailRecipient,
    get_email_language,
    list_recipients,
    list_willing_recipients,
)
from app.registrations.scopes import a_delegation
from app.registrations.services import mailings
from app.registrations.services import mailings as services
from app.registrations.views import registration_list
from app.registrations.views.blueprint import DELEGATION_ROLES

INVITATIONS_BY_USER = RateLimit("firm_invitations_by_user", "3000 per hour")
"""A list of 1,000 firms is invited, and invited again; no more goes out in one name."""
MAX_NAMED = 5
"""So many firms are named in a notice; the page below marks all of them."""


@dataclass(frozen=True)
class SampleEmail:
    """One letter as its reader gets it."""

    row: CompanyRow
    email: str
    language: str
    subject: str
    body: str


@blueprint.get("/events/<slug:event>/delegations/<int:delegation_id>/invitations")
@allow(*DELEGATION_ROLES, of=a_delegation)
def invitations(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Whom an invitation goes to by mail, and one of them to read."""
    companies = list_delegation_company_rows(delegation)
    rows = [row for row in companies if row.link is not None and not row.claimed]
    return _render_invitations(event, delegation, rows, companies)


@blueprint.post("/events/<slug:event>/delegations/<int:delegation_id>/invitations")
@allow(*DELEGATION_ROLES, of=a_delegation)
def send_invitations(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Send the invitations that were ticked."""
    sent = _send_invitations(event, delegation)
    return redirect_after_mailing(
        sent, event, url_for("delegations.delegation", event=event, delegation_id=delegation.id), _current_address()
    )


@blueprint.get("/events/<slug:event>/invitations")
@allow(Role.ORGANIZER, of=an_event)
def event_invitations(event: Event) -> ResponseReturnValue:
    """The same for firms that the organizer invites itself: ``?firm=``, or all that fit the list's filters."""
    wanted = request.args.getlist("firm", type=parse_id) or list_matching_ids(
        event, registration_list.get_current_filter()
    )
    rows = [row for row in list_company_rows(event.id, wanted) if row.link is not None and not row.claimed]
    return _render_invitations(event, None, rows, rows)


@blueprint.post("/events/<slug:event>/invitations")
@allow(Role.ORGANIZER, of=an_event)
def send_event_invitations(event: Event) -> ResponseReturnValue:
    """Send the organizer's invitations that were ticked."""
    sent = _send_invitations(event, None)
    return redirect_after_mailing(sent, event, url_for("registrations.index", event=event), _current_address())


def _send_invitations(event: Event, delegation: Delegation | None) -> services.MailingResult | JobRun:
    form = MailingForm()
    first, again = set(form.firm.data), parse_marks(form.again.data)
    rate_limits.spend_attempts(INVITATIONS_BY_USER, str(current_user.id), times=len({*first, *again}))
    return mailings.send_or_enqueue("invite", event, delegation, first, again=again, by=current_user.id)


def _render_invitations(
    event: Event, delegation: Delegation | None, rows: list[CompanyRow], companies: list[CompanyRow]
) -> ResponseReturnValue:
    """``rows``: whom the page is about; ``firms``: all of whom it counts what went so far."""
    spoken = request.args.get("text", locale.language())
    spoken = spoken if spoken in LANGUAGES else locale.language()
    by_mail = [row for row in rows if row.reach.mail]
    by_hand = [row for row in rows if not row.reach.mail]
    texts = [(row, mails.render_wechat_invitation(row, delegation, event, spoken)) for row in by_hand]
    return render_template(
        "delegations/emails.html",
        event=event,
        delegation=delegation,
        by_mail=by_mail,
        texts=texts,
        text_language=spoken,
        sample=_find_sample(event, delegation, by_mail),
        last=get_last_mailings(INVITED, companies),
        address=_current_address,
    )


def _current_address(**changed: object) -> str:
    """This page with something changed, for the firms that were chosen or fit."""
    asked = {name: request.args.getlist(name) for name in ("firm", *FILTER_PARAMETERS) if name in request.args}
    arguments = {**asked, **(request.view_args or {}), **changed}
    return url_for(request.endpoint or "", **arguments)


def _find_sample(event: Event, delegation: Delegation | None, rows: list[CompanyRow]) -> SampleEmail | None:
    """The letter that was asked for (``?sample=``), else the first."""
    wanted = request.args.get("sample", type=int)
    row = next((row for row in rows if row.id == wanted), rows[0] if rows else None)
    readers = list_recipients(row.registration) if row is not None else []
    if row is None or not readers:
        return None
    subject, body = mails.render_company_email(mails.INVITATION, row, readers[0], delegation, event)
    return SampleEmail(row, readers[0].email, readers[0].language, subject, body)


def parse_marks(values: list[str]) -> dict[int, str]:
    """The ids that were ticked, each with the mark of what the page showed of it: ``7@2027-03-18T…``."""
    ticks = (tick.partition("@") for tick in values)
    return {number: mark for text, _, mark in ticks if (number := parse_whole_number(text)) is not None}


def redirect_after_mailing(
    sent: services.MailingResult | JobRun, event: Event, url: str, here: str
) -> ResponseReturnValue:
    """On to ``url``; where somebody had an email already, back ``here``, where it can be sent again; to many: to the
    work that writes them."""
    if isinstance(sent, JobRun):
        return redirect(url_for("jobs.show", public_id=sent.public_id))
    if sent.companies:
        flash(*describe_mailing(sent.companies, event))
    if sent.before:
        flash(_describe_earlier(sent.before), "wait")
    if sent.unreachable:
        text = ngettext(
            "%(num)d firm got none: its address takes no letters.",
            "%(num)d firms got none: their addresses take no letters.",
            sent.unreachable,
        )
        flash(text, "bad")
    if not (sent.companies or sent.before or sent.unreachable):
        flash(gettext("No firm was chosen. No letter was sent."), "wait")
    return redirect(here if sent.before else url)


def _describe_earlier(before: Sequence[tuple[Company, datetime]]) -> str:
    """Who had a letter already, each with its time, as far as a line holds them."""
    named = [
        gettext("%(firm)s, %(at)s", firm=company_label(company), at=lately(at)) for company, at in before[:MAX_NAMED]
    ]
    companies = gettext("; ").join([*named, *(["…"] if len(before) > MAX_NAMED else [])])
    return str(
        ngettext(
            "%(num)d firm had this letter already and got no second one: %(firms)s. To send it again, tick it.",
            "%(num)d firms had this letter already and got no second one: %(firms)s. To send it again, tick them.",
            len(before),
            firms=companies,
        )
    )


def describe_mailing(companies: int, event: Event) -> tuple[str, str]:
    """What has become of the letters to so many firms, and the kind of notice that says it."""
    if event.rehearsal:
        text = ngettext(
            "The letter to %(num)d firm is held by the rehearsal. It goes out when the organizer releases it.",
            "The letters to %(num)d firms are held by the rehearsal. They go out when the organizer releases them.",
            companies,
        )
        return text, "wait"
    if letters_leave():
        sending = ngettext(
            "An email to %(num)d company is on its way.", "Emails to %(num)d companies are on their way.", companies
        )
        return sending, "good"
    notice = ngettext(
        "The letter to %(num)d firm is written to the outbox. Nobody has got it: no mail server is set.",
        "The letters to %(num)d firms are written to the outbox. Nobody has got them: no mail server is set.",
        companies,
    )
    return notice, "wait"


def create_reminder_form(usual: Mapping[str, ReminderText]) -> Form:
    """A form of a subject and a text for each of these languages, filled with what is usual until somebody writes."""
    fields: dict[str, Any] = {}
    for language, words in usual.items():
        subject = LineField(
            _l("Subject, after the firm’s name"),
            [DataRequired(_l("Write what the letter is about."))],
            most=REMINDER_SUBJECT_LENGTH,
            default=words.subject,
        )
        fields[f"subject_{language}"] = subject
        fields[f"text_{language}"] = TextField(
            _l("Text above what is missing"), most=REMINDER_TEXT_LENGTH, default=words.text, render_kw={"rows": 4}
        )
    made: Form = type("ReminderForm", (Form,), fields)()
    return made


def parse_reminder_texts(form: Form, languages: Iterable[str]) -> dict[str, ReminderText]:
    """What stands in the form, by language."""
    return {
        language: ReminderText(typed_text(form[f"subject_{language}"]), typed_text(form[f"text_{language}"]))
        for language in languages
    }


MAX_TEXTS = 60
"""So many texts to copy stand on one page; nobody sends more by hand at a stretch."""


@dataclass(frozen=True)
class ReminderGroup:
    """Whom a reminder is about. ``whole``: companies that miss nothing and are in; ``unlinked``: those without a link,
    which no reminder can carry; both are left out. ``readers``: by company who gets its emails."""

    rows: Sequence[CompanyRow]
    whole: int = 0
    unlinked: int = 0
    readers: Mapping[int, Sequence[EmailRecipient]] = field(default_factory=dict)

    @property
    def by_mail(self) -> list[CompanyRow]:
        return [row for row in self.rows if self.readers[row.id]]

    @property
    def by_hand(self) -> list[CompanyRow]:
        return [row for row in self.rows if not self.readers[row.id]]

    def languages(self) -> dict[str, int]:
        """The languages in which somebody of the group is written to, and how many letters each makes."""
        emails = [reader.language for row in self.by_mail for reader in self.readers[row.id]]
        used = {*emails, *(get_email_language(row.registration) for row in self.by_hand)}
        return {language: emails.count(language) for language in LANGUAGES if language in used}


@blueprint.get("/events/<slug:event>/delegations/<int:delegation_id>/reminders")
@allow(*DELEGATION_ROLES, of=a_delegation)
def reminders(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """What each firm would be reminded of: those named (``?firm=``), else those that fit the filters of the list."""
    group = _reminder_group(event, _list_delegation_ids(delegation))
    return _render_reminders(event, delegation, group, _reminder_form(event, group))


@blueprint.post("/events/<slug:event>/delegations/<int:delegation_id>/reminders")
@allow(*DELEGATION_ROLES, of=a_delegation)
def send_reminders(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Show the letters as they are worded now, keep the ticks for WeChat, or send what was ticked."""
    back = url_for("delegations.delegation", event=event, delegation_id=delegation.id)
    return _handle_post(event, delegation, _reminder_group(event, _list_delegation_ids(delegation)), back)


@blueprint.get("/events/<slug:event>/reminders")
@allow(Role.ORGANIZER, of=an_event)
def event_reminders(event: Event) -> ResponseReturnValue:
    """The same from the organizer, for firms of the whole event."""
    group = _reminder_group(event, _list_event_ids(event))
    return _render_reminders(event, None, group, _reminder_form(event, group))


@blueprint.post("/events/<slug:event>/reminders")
@allow(Role.ORGANIZER, of=an_event)
def send_event_reminders(event: Event) -> ResponseReturnValue:
    """The same acts as the chamber's."""
    return _handle_post(
        event, None, _reminder_group(event, _list_event_ids(event)), url_for("registrations.index", event=event)
    )


def _list_delegation_ids(delegation: Delegation) -> list[int]:
    companies = list_progress(delegation)
    named = set(request.args.getlist("firm", type=parse_id))
    if named:
        return [company.id for company in companies if company.id in named]
    return [company.id for company in filter_companies(delegation, companies, roster.get_roster_filter())]


def _list_event_ids(event: Event) -> list[int]:
    return request.args.getlist("firm", type=parse_id) or list_matching_ids(
        event, registration_list.get_current_filter()
    )


def _reminder_group(event: Event, ids: Collection[int]) -> ReminderGroup:
    companies = list_company_rows(event.id, ids)
    lacking = [row for row in companies if not (row.readiness.complete and row.claimed)]
    rows = [row for row in lacking if row.link is not None]
    return ReminderGroup(
        rows,
        whole=len(companies) - len(lacking),
        unlinked=len(lacking) - len(rows),
        readers=list_willing_recipients("reminder", [row.registration for row in rows]),
    )


def _reminder_form(event: Event, group: ReminderGroup) -> Form:
    return create_reminder_form({language: mails.get_reminder_text(language, event) for language in group.languages()})


def _handle_post(event: Event, delegation: Delegation | None, group: ReminderGroup, back: str) -> ResponseReturnValue:
    form = _reminder_form(event, group)
    if not form.validate():
        return _render_reminders(event, delegation, group, form), 422
    sending = RemindersForm()
    if sending.act.data == "preview":
        return _render_reminders(event, delegation, group, form)
    _save_ticks(event, group, sending)
    if sending.act.data == "ticks":
        flash(gettext("Your ticks are saved."), "good")
        return _render_reminders(event, delegation, group, form)
    own = {row.id for row in group.rows}
    again = {number: mark for number, mark in parse_marks(sending.again.data).items() if number in own}
    words = parse_reminder_texts(form, group.languages())
    sent = mailings.send_or_enqueue(
        "remind", event, delegation, set(sending.firm.data) & own, again=again, words=words, by=current_user.id
    )
    return redirect_after_mailing(sent, event, back, request.full_path)


def _save_ticks(event: Event, group: ReminderGroup, form: RemindersForm) -> None:
    own = {row.id for row in group.by_hand}
    shown, sent = (set(field.data) & own for field in (form.shown, form.by_hand))
    services.mark_reminded(event, sent=sent, not_sent=shown - sent, by=current_user.id)


def _render_reminders(event: Event, delegation: Delegation | None, group: ReminderGroup, form: Form) -> str:
    g.tab = "delegations.roster" if delegation is not None else "registrations.index"
    words = parse_reminder_texts(form, group.languages())
    last = get_last_mailings(REMINDED, group.rows)
    sent = MailingForm()
    ticked = {*sent.firm.data, *parse_marks(sent.again.data)}
    sending = ticked if form.is_submitted() else {row.id for row in group.rows} - last.keys()
    texts = [
        (row, spoken, mails.render_wechat_reminder(row, delegation, event, spoken, words))
        for row in group.by_hand[:MAX_TEXTS]
        for spoken in [get_email_language(row.registration)]
    ]
    return render_template(
        "delegations/reminders.html",
        event=event,
        delegation=delegation,
        group=group,
        form=form,
        last=last,
        sending=sending,
        letters=sum(len(group.readers[row.id]) for row in group.by_mail if row.id in sending),
        samples=_list_samples(event, delegation, group, sending, words),
        texts=texts,
        told=get_manual_reminders([row.id for row in group.by_hand]),
    )


def _list_samples(
    event: Event,
    delegation: Delegation | None,
    group: ReminderGroup,
    sending: Collection[int],
    words: Mapping[str, ReminderText],
) -> list[tuple[SampleEmail, int]]:
    """One letter in each language, of the first firm that gets one (else would), and how many there are in it."""
    pairs = [(row, reader) for row in group.by_mail for reader in group.readers[row.id]]
    made = []
    for language in LANGUAGES:
        mine = [pair for pair in pairs if pair[1].language == language]
        going = [pair for pair in mine if pair[0].id in sending]
        if mine:
            row, reader = (going or mine)[0]
            subject, body = mails.render_company_email(mails.REMINDER, row, reader, delegation, event, words)
            made.append((SampleEmail(row, reader.email, language, subject, body), len(going)))
    return made
