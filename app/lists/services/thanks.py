"""Thank every company for having come, once; give a company the contacts of those it met, logged as every list is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from app.companies.wording import company_label
from app.core import audit
from app.core.db import db, retry_transient, transaction
from app.core.errors import Invalid
from app.core.jobs import ProgressReport, enqueue
from app.core.jobs.runs import is_job_running
from app.core.models import StoredFile
from app.events.models import Event
from app.events.phases import EventAct
from app.lists import mails
from app.lists.models import ExportLog
from app.lists.queries.attendees import FoundRows, attendees, terms_of
from app.lists.queries.matching_rows import ListReach
from app.lists.queries.thanks import THANKS_SENT, ThankedCompany, companies_by_name, partners_met, thanked_ids
from app.lists.selection import LIST_USES, ListSelection
from app.lists.services.exports import ExportRequest, MadeExport, file_facts, store_and_log
from app.lists.services.files import CARD_COLUMNS, card_selection, cells_of, render_file, rows_with_cards
from app.meetings.services.policy import require_phase
from app.registrations.models import Registration
from app.registrations.queries.registrations import list_willing_recipients
from app.registrations.states import RegistrationState


def contact_cards(event: Event) -> FoundRows:
    """Everybody of the event whose contacts may be handed on, also abroad; the others with their reasons."""
    return rows_with_cards(attendees(card_selection(ListSelection(use=LIST_USES["abroad"])), ListReach(event.id)))


def rows_of_companies(rows: FoundRows, registration_ids: Collection[int]) -> FoundRows:
    """The rows of these firms."""
    return FoundRows(
        [row for row in rows.listed if row.row.company.registration_id in registration_ids],
        [row for row in rows.left_out if row.row.company.registration_id in registration_ids],
    )


def companies_to_thank(event: Event, only: int | None = None) -> list[ThankedCompany]:
    """Every approved firm that met somebody (``only`` this one), by name; a constant number of queries."""
    partners, companies = partners_met(event.id), companies_by_name(event.id)
    met = [
        registration
        for registration in companies.values()
        if registration.id in partners and only in (None, registration.id)
    ]
    met = [registration for registration in met if registration.state == RegistrationState.APPROVED]
    readers, contacts, sent = list_willing_recipients("thanks", met), contact_cards(event), thanked_ids(event.id)
    return [
        ThankedCompany(
            registration,
            readers[registration.id],
            [companies[other] for other in companies if other in partners[registration.id]],
            rows_of_companies(contacts, partners[registration.id]),
            registration.id in sent,
        )
        for registration in met
    ]


THANKS_JOB = "thanks"
COMPANIES_AT_ONCE = 10
"""So many firms are thanked in one transaction: others write meanwhile."""
COMPANIES_BEFORE_REFRESH = 200
"""After so many firms it is asked anew who agreed to be named."""


@dataclass(frozen=True, slots=True)
class PreparedThanks:
    """A firm that met so many others, and the words of its letters."""

    registration_id: int
    met: int
    emails: Sequence[mails.ThanksEmail]


@dataclass(frozen=True, slots=True)
class SentThanks:
    companies: int
    emails: int

    def __add__(self, other: SentThanks) -> SentThanks:
        return SentThanks(self.companies + other.companies, self.emails + other.emails)


def enqueue_thanks(event_id: int, *, by: int) -> None:
    """Begin to thank every firm, unless that is being done. Raises PhaseForbids."""
    with transaction():
        event = _lock_event(event_id)
        if not is_job_running(event_id, THANKS_JOB):
            enqueue(THANKS_JOB, user_id=by, event_id=event.id)


def send_thanks(event_id: int, *, by: int | None, tell: ProgressReport = lambda _share: False) -> SentThanks:
    """To whoever reads mail for a company that met somebody and was not thanked yet: nobody gets two. It may be ended
    between any two parts and begun again. Raises PhaseForbids."""
    sent = SentThanks(0, 0)
    while some := _prepare_thanks(event_id):
        for start in range(0, len(some), COMPANIES_AT_ONCE):
            if tell(sent.companies / (sent.companies + len(some) - start)):
                return sent
            sent += retry_transient(_send_some_thanks, event_id, some[start : start + COMPANIES_AT_ONCE], by)
    return sent


def _prepare_thanks(event_id: int) -> list[PreparedThanks]:
    """The next firms to thank, and what each is told. It takes longest, and is done before anybody has to wait."""
    event = db.session.get_one(Event, event_id)
    due = [thanked for thanked in companies_to_thank(event) if thanked.is_due][:COMPANIES_BEFORE_REFRESH]
    return [
        PreparedThanks(
            thanked.company.id,
            len(thanked.partners),
            [mails.thanks_email(thanked, reader, event) for reader in thanked.readers],
        )
        for thanked in due
    ]


def _send_some_thanks(event_id: int, some: Sequence[PreparedThanks], by: int | None) -> SentThanks:
    with transaction() as session:
        event, had = _lock_event(event_id), thanked_ids(event_id)
        company_count = email_count = 0
        for prepared in some:
            if prepared.registration_id not in had:
                registration = session.get_one(Registration, prepared.registration_id)
                notice = audit.log_action(THANKS_SENT, registration, event_id=event.id, by=by, met=prepared.met)
                company_count += 1
                for words in prepared.emails:
                    with suppress(Invalid):
                        mails.send_email(notice, words, event)
                        email_count += 1
        return SentThanks(company_count, email_count)


def _lock_event(event_id: int) -> Event:
    """The event, in which nobody else thanks meanwhile. Raises PhaseForbids."""
    event = db.session.scalars(select(Event).where(Event.id == event_id).with_for_update(key_share=True)).one()
    require_phase(event, EventAct.GIVE_FEEDBACK)
    return event


def export_contacts(event: Event, registration: Registration, kind: str, language: str, *, by: int) -> ExportLog:
    """The contacts of whom a company met, as cards or a spreadsheet, kept for who asked. Raises Invalid
    ``export_empty``."""
    contacts = rows_of_companies(contact_cards(event), partners_met(event.id).get(registration.id, frozenset()))
    if not contacts.listed:
        raise Invalid("export_empty")
    selection = ListSelection(use=LIST_USES["abroad"], names=CARD_COLUMNS)
    wish = ExportRequest(
        selection=selection,
        reach=ListReach(event.id),
        kind=kind,
        language=language,
        by=by,
        reason=gettext("contacts of whom it met"),
        recipient=company_label(registration.company) if registration.company is not None else "",
        view=gettext("Contacts met"),
    )
    rows = cells_of(contacts, selection, terms_of(event, language)) if kind != "vcf" else []
    content = render_file(contacts, file_facts(event, wish), kind, rows)
    return store_and_log(event, wish, MadeExport(contacts, content))


def public_id_of_file(log: ExportLog) -> str:
    """The public name of its file."""
    return db.session.get_one(StoredFile, log.file_id).public_id
