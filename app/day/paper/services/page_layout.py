"""A pack of sheets as a PDF: languages, names in both scripts, codes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import force_locale, gettext
from sqlalchemy import select

from app.companies.names.parsing import has_chinese
from app.companies.wording import company_display_names
from app.core.db import db
from app.core.localized import LANGUAGES
from app.core.web.locale import LOCALES, moment, plain
from app.day.paper.day_data import PaperSheet
from app.day.paper.models import OWN_LANGUAGE, PrintRequest
from app.day.paper.people_sheets import PaperName
from app.day.queries.badges import get_badge_url
from app.documents.pdf import to_pdf
from app.documents.qr import qr_path
from app.events.models import Event
from app.meetings.models import Meeting
from app.meetings.queries.signed_links import get_slip_url
from app.registrations.models import Representative


@dataclass(frozen=True)
class SheetPack:
    """Sheets of one run. ``reader``: the language of who prints, for what is said to nobody else."""

    event: Event
    asked: PrintRequest
    sheets: Sequence[PaperSheet[Any]]
    number: int
    made_at: datetime
    reader: str

    def language_of(self, sheet: PaperSheet[Any]) -> str:
        if self.asked.language != OWN_LANGUAGE:
            return self.asked.language
        return sheet.spoken or self.reader

    @property
    def language(self) -> str:
        """Of what belongs to no sheet."""
        return self.reader if self.asked.language == OWN_LANGUAGE else self.asked.language


PageValues = Callable[[SheetPack], dict[str, Any]]
"""What a template sets besides what all packs share."""


def render_pack(pack: SheetPack, template: str, title: Callable[[], str], values: PageValues) -> bytes:
    """The pages of a pack. Raises PdfFailed."""
    g.event = pack.event
    with force_locale(LOCALES[pack.language]):
        shared = {
            "title": title(),
            "size": pack.asked.size,
            "event": _get_event_names(pack),
            "run": _get_run_texts(pack),
        }
        data = {**shared, **values(pack)}
    return to_pdf(template, data, language=pack.language, made_at=pack.made_at)


def _get_event_names(pack: SheetPack) -> dict[str, str]:
    return {language: pack.event.name.in_language(language)[0] for language in LANGUAGES}


def _get_run_texts(pack: SheetPack) -> dict[str, str]:
    result = {}
    for language in LANGUAGES:
        with force_locale(LOCALES[language]):
            result[language] = get_run_text(pack)
    return result


def get_run_text(pack: SheetPack) -> str:
    """Run 3 · 17 March 2027, 18:04."""
    return str(gettext("Run %(number)d · %(when)s", number=pack.number, when=moment(pack.made_at)))


@contextmanager
def in_language_of(pack: SheetPack, sheet: PaperSheet[Any]) -> Iterator[str]:
    """Words are those of the sheet's own language inside."""
    language = pack.language_of(sheet)
    with force_locale(LOCALES[language]):
        yield language


def get_both_names(name: PaperName) -> dict[str, str]:
    """A name in the reader's script and the other one."""
    names = company_display_names(name)
    return {"first": names.first, "second": names.second}


def get_names_by_script(name: PaperName) -> dict[str, str]:
    """A name by script, whatever was typed where."""
    if has_chinese(name.name):
        return {"latin": "", "chinese": name.name_zh or name.name}
    return {"latin": name.name, "chinese": name.name_zh}


def format_name_with_titles(name: PaperName) -> str:
    """Li Wei 李伟, General Manager."""
    names = company_display_names(name)
    full_name = " ".join(part for part in (names.first, names.second) if part)
    title = plain(name.titles)
    return str(gettext("%(name)s, %(title)s", name=full_name, title=title)) if title else full_name


def join_texts(texts: Sequence[str]) -> str:
    return str(gettext(", ")).join(texts)


def get_badge_codes(people: Collection[int]) -> dict[int, dict[str, Any]]:
    """By person the code that checks it in."""
    rows = db.session.scalars(select(Representative).where(Representative.id.in_(people)))
    return {row.id: _draw_code(get_badge_url(row), gettext("Code of the badge")) for row in rows}


def get_slip_codes(slips: Collection[tuple[int, int | None]]) -> dict[tuple[int, int | None], dict[str, Any]]:
    """By meeting, of a group also by guest, the code that leads the desk to where its slip is keyed in."""
    rows = {
        meeting.id: meeting
        for meeting in db.session.scalars(
            select(Meeting).where(Meeting.id.in_({meeting_id for meeting_id, _ in slips}))
        )
    }
    return {slip: _draw_code(get_slip_url(rows[slip[0]], slip[1]), gettext("Code of the slip")) for slip in slips}


def _draw_code(address: str, alt: str) -> dict[str, Any]:
    path = qr_path(address)
    return {"d": path.d, "box": path.view_box, "alt": alt}
