"""Thank every firm for having come, once; and give a firm the contacts of whom it met, noted as every list is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from app.companies.wording import called
from app.db import db, transaction
from app.events.models import Event
from app.events.phases import Act
from app.floor import notices
from app.floor.models import StoredFile
from app.kernel.errors import Invalid
from app.lists import mails
from app.lists.models import ExportLog
from app.lists.queries.contacts_met import partners_in
from app.lists.queries.own_columns import terms_of
from app.lists.queries.reach import Reach
from app.lists.queries.thanks import SENT
from app.lists.selection import USES, Selection
from app.lists.services.cards import COLUMNS
from app.lists.services.contacts_met import cards_in, of_firms, thanks_in
from app.lists.services.exporting import export_made
from app.lists.services.files import as_file, cells_of
from app.lists.services.making import Made, Wish, facts_of
from app.meetings.services.requirements import require_phase
from app.registrations.models import Registration

KINDS = ("vcf", "xlsx")


@dataclass(frozen=True, slots=True)
class Sent:
    firms: int
    letters: int


def send_thanks(event_id: int, *, by: int | None) -> Sent:
    """To whoever reads mail for a firm that met somebody and was not thanked yet: nobody gets two.

    Raises PhaseForbids.
    """
    with transaction() as session:
        event = session.scalars(select(Event).where(Event.id == event_id).with_for_update(key_share=True)).one()
        require_phase(event, Act.GIVE_FEEDBACK)
        firms = letters = 0
        for thanked in thanks_in(event):
            if thanked.is_due:
                notice = notices.write(SENT, thanked.firm, event_id=event.id, by=by, met=len(thanked.partners))
                firms += 1
                for reader in thanked.readers:
                    with suppress(Invalid):
                        mails.write(notice, thanked, reader, event)
                        letters += 1
        return Sent(firms, letters)


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
        recipient=called(firm.company) if firm.company is not None else "",
        view=gettext("Contacts met"),
    )
    rows = cells_of(found, selection, terms_of(event, language)) if kind != "vcf" else []
    return export_made(event, wish, Made(found, as_file(found, facts_of(event, wish), kind, rows, None), (), None))


def file_of_export(log: ExportLog) -> str:
    """The public name of its file."""
    return db.session.get_one(StoredFile, log.file_id).public_id
