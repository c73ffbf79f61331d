"""Thank every firm for having come, once; and give a firm the contacts of whom it met, noted as every list is."""

from __future__ import annotations

from collections.abc import Sequence
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
from app.lists.queries.contacts_met import partners_in
from app.lists.queries.own_columns import terms_of
from app.lists.queries.reach import Reach
from app.lists.queries.thanks import SENT, sent_to
from app.lists.selection import USES, Selection
from app.lists.services.cards import COLUMNS
from app.lists.services.contacts_met import cards_in, of_firms, thanks_in
from app.lists.services.exporting import export_made
from app.lists.services.files import as_file, cells_of
from app.lists.services.making import Made, Wish, facts_of
from app.meetings.services.requirements import require_phase
from app.registrations.models import Registration

KINDS = ("vcf", "xlsx")


JOB = "thanks"
AT_ONCE = 10
"""So many firms are thanked in one transaction: others write meanwhile."""
FRESH = 200
"""After so many firms it is asked anew who agreed to be named."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A firm that met so many others, and the words of its letters."""

    firm_id: int
    met: int
    letters: Sequence[mails.Words]


@dataclass(frozen=True, slots=True)
class Sent:
    firms: int
    letters: int

    def __add__(self, other: Sent) -> Sent:
        return Sent(self.firms + other.firms, self.letters + other.letters)


def begin_thanks(event_id: int, *, by: int) -> None:
    """Begin to thank every firm, unless that is being done. Raises PhaseForbids."""
    with transaction():
        event = _locked(event_id)
        if not is_job_running(event_id, JOB):
            enqueue(JOB, user_id=by, event_id=event.id)


def send_thanks(event_id: int, *, by: int | None, tell: ProgressReport = lambda _share: False) -> Sent:
    """To whoever reads mail for a firm that met somebody and was not thanked yet: nobody gets two. It may be ended
    between any two parts and begun again. Raises PhaseForbids."""
    sent = Sent(0, 0)
    while some := _worded(event_id):
        for start in range(0, len(some), AT_ONCE):
            if tell(sent.firms / (sent.firms + len(some) - start)):
                return sent
            sent += retry_transient(_thank, event_id, some[start : start + AT_ONCE], by)
    return sent


def _worded(event_id: int) -> list[Worded]:
    """The next firms to thank, and what each is told. It takes longest, and is done before anybody has to wait."""
    event = db.session.get_one(Event, event_id)
    due = [one for one in thanks_in(event) if one.is_due][:FRESH]
    return [
        Worded(one.firm.id, len(one.partners), [mails.worded(one, reader, event) for reader in one.readers])
        for one in due
    ]


def _thank(event_id: int, some: Sequence[Worded], by: int | None) -> Sent:
    with transaction() as session:
        event, had = _locked(event_id), sent_to(event_id)
        firms = letters = 0
        for one in some:
            if one.firm_id not in had:
                firm = session.get_one(Registration, one.firm_id)
                notice = audit.log_action(SENT, firm, event_id=event.id, by=by, met=one.met)
                firms += 1
                for words in one.letters:
                    with suppress(Invalid):
                        mails.write(notice, words, event)
                        letters += 1
        return Sent(firms, letters)


def _locked(event_id: int) -> Event:
    """The event, in which nobody else thanks meanwhile. Raises PhaseForbids."""
    event = db.session.scalars(select(Event).where(Event.id == event_id).with_for_update(key_share=True)).one()
    require_phase(event, EventAct.GIVE_FEEDBACK)
    return event


def hand_contacts(event: Event, firm: Registration, kind: str, language: str, *, by: int) -> ExportLog:
    """The contacts of whom a firm met, as cards or a spreadsheet, kept for who asked. Raises Invalid
    ``export_empty``."""
    found = of_firms(cards_in(event), partners_in(event.id).get(firm.id, frozenset()))
    if not found.listed:
        raise Invalid("export_empty")
    selection = Selection(use=USES["abroad"], names=COLUMNS)
    wish = Wish(
        selection=selection,
        reach=Reach(event.id),
        kind=kind,
        language=language,
        by=by,
        reason=gettext("contacts of whom it met"),
        recipient=company_label(firm.company) if firm.company is not None else "",
        view=gettext("Contacts met"),
    )
    rows = cells_of(found, selection, terms_of(event, language)) if kind != "vcf" else []
    return export_made(event, wish, Made(found, as_file(found, facts_of(event, wish), kind, rows, None), (), None))


def file_of_export(log: ExportLog) -> str:
    """The public name of its file."""
    return db.session.get_one(StoredFile, log.file_id).public_id
