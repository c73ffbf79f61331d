"""A pack of sheets in words, and as a PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import force_locale, gettext

from app.companies.names.parsing import has_chinese
from app.companies.wording import company_display_names
from app.core.localized import LANGUAGES
from app.core.web.locale import LOCALES, moment, plain
from app.day.paper.agendas import Name
from app.day.paper.asked import OWN, Asked
from app.day.paper.sheets import Sheet
from app.documents.pdf import to_pdf
from app.events.models import Event


@dataclass(frozen=True)
class Pack:
    """Sheets of one run. ``reader``: the language of who prints, for what is said to nobody else."""

    event: Event
    asked: Asked
    sheets: Sequence[Sheet[Any]]
    number: int
    made_at: datetime
    reader: str

    def language_of(self, sheet: Sheet[Any]) -> str:
        if self.asked.language != OWN:
            return self.asked.language
        return sheet.spoken or self.reader

    @property
    def language(self) -> str:
        """Of what belongs to no sheet."""
        return self.reader if self.asked.language == OWN else self.asked.language


Values = Callable[[Pack], dict[str, Any]]
"""What a template sets besides what all packs share."""


def pdf_of(pack: Pack, template: str, title: Callable[[], str], values: Values) -> bytes:
    """The pages of a pack. Raises PdfFailed."""
    g.event = pack.event
    with force_locale(LOCALES[pack.language]):
        shared = {"title": title(), "size": pack.asked.size, "event": _event_names(pack), "run": _runs(pack)}
        data = {**shared, **values(pack)}
    return to_pdf(template, data, language=pack.language, made_at=pack.made_at)


def _event_names(pack: Pack) -> dict[str, str]:
    return {one: pack.event.name.in_language(one)[0] for one in LANGUAGES}


def _runs(pack: Pack) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with force_locale(LOCALES[language]):
            found[language] = run_of(pack)
    return found


def run_of(pack: Pack) -> str:
    """Run 3 · 17 March 2027, 18:04."""
    return str(gettext("Run %(number)d · %(when)s", number=pack.number, when=moment(pack.made_at)))


@contextmanager
def spoken(pack: Pack, sheet: Sheet[Any]) -> Iterator[str]:
    """Words are those of the sheet's own language inside."""
    language = pack.language_of(sheet)
    with force_locale(LOCALES[language]):
        yield language


def both(name: Name) -> dict[str, str]:
    """A name in the reader's script and the other one."""
    found = company_display_names(name)
    return {"first": found.first, "second": found.second}


def scripts(name: Name) -> dict[str, str]:
    """A name by script, whatever was typed where."""
    if has_chinese(name.name):
        return {"latin": "", "chinese": name.name_zh or name.name}
    return {"latin": name.name, "chinese": name.name_zh}


def with_titles(name: Name) -> str:
    """Li Wei 李伟, General Manager."""
    found = company_display_names(name)
    said = " ".join(one for one in (found.first, found.second) if one)
    title = plain(name.titles)
    return str(gettext("%(name)s, %(title)s", name=said, title=title)) if title else said


def listed(texts: Sequence[str]) -> str:
    return str(gettext(", ")).join(texts)
