"""An attendee list as a file: its columns and rows, and what the file says about itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import force_locale, gettext, ngettext, pgettext

from app.core.clock import format_time, to_zone
from app.core.localized import Localized
from app.core.web.locale import LOCALES, long_day
from app.documents.csv import CellValue
from app.documents.vcard import to_vcard
from app.events.models import Event
from app.lists import consent
from app.lists.columns import VERSION, Terms, Writer, by_name
from app.lists.consent import Purpose
from app.lists.news import News
from app.lists.queries.attendees import Found
from app.lists.queries.filter_words import filter_words, names_in
from app.lists.queries.own_columns import terms_of
from app.lists.rows import Listed
from app.lists.selection import Selection
from app.lists.services.cards import CARDS, cards
from app.lists.services.formats import FORMATS, Told
from app.lists.wording import COLUMNS, PURPOSES
from app.registrations.places import language_name

NAMED: Final = ("company", "representative", "title")
"""Columns beside which one holds the same in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a file says of itself besides its rows. ``by``: a name, "" for the command line; ``recipient``
    and ``view`` may be ""."""

    event: Event
    selection: Selection
    by: str
    at: datetime
    reason: str
    recipient: str
    language: str
    view: str = ""


def as_file(found: Found, facts: Facts, kind: str, rows: Sequence[list[CellValue]], news: News | None) -> bytes:
    """The list as one of the ``FORMATS``, with labels and texts in the wanted language. ``rows``: the cells of what was
    found; ``news``: what changed since it was last taken, if it was."""
    terms = terms_of(facts.event, facts.language)
    if kind == CARDS:
        with force_locale(LOCALES[facts.language]):
            return to_vcard(cards(found, terms.event, facts.language, _still_to_come(facts)))
    if kind == "pdf" and facts.language == "zh":
        rows = _in_chinese(found, facts.selection, terms, rows)
    with force_locale(LOCALES[facts.language]):
        about = list(about_lines(found, facts))
        return FORMATS[kind](Told(facts.selection, rows, about, terms.event, facts.language, facts.at, news))


def _in_chinese(
    found: Found, selection: Selection, terms: Terms, rows: Sequence[list[CellValue]]
) -> list[list[CellValue]]:
    """The rows with Chinese names and titles, where there are some, and no column of their own shows them."""
    names = [column.name for column in selection.columns]
    chinese = {
        at: by_name()[f"{name}_zh"] for at, name in enumerate(names) if name in NAMED and f"{name}_zh" not in names
    }
    return [
        [chinese[at].value(one.row, terms) or value if at in chinese else value for at, value in enumerate(row)]
        for one, row in zip(found.listed, rows, strict=True)
    ]


def _still_to_come(facts: Facts) -> str:
    """The first day of an event that has not begun, written out; "" from then on."""
    days = facts.event.days
    today = to_zone(facts.at, facts.event.zone).date()
    return str(long_day(days[0].day)) if days and today < days[0].day else ""


def cells_of(found: Found, selection: Selection, terms: Terms) -> list[list[CellValue]]:
    """What stands in the columns, row by row."""
    writer = Writer(selection.columns, terms)
    return [writer.cells(one.row, one.verdict) for one in found.listed]


def about_lines(found: Found, facts: Facts) -> Iterator[tuple[str, str]]:
    """What the list is, for what, by whom and of whom: pairs of a word and what it is. Who is not in it, whose contacts
    are not, and why, is for the page and the log alone: whoever gets the file may know who was there."""
    yield gettext("List"), gettext("Attendee list, columns version %(number)s", number=VERSION)
    yield gettext("Event"), facts.event.name.in_language(facts.language)[0]
    yield gettext("Purpose"), _purpose(facts)
    if facts.reason:
        yield gettext("What for"), facts.reason
    if facts.recipient:
        yield gettext("For whom"), facts.recipient
    if facts.view:
        yield gettext("View"), facts.view
    yield pgettext("of a list", "Filter"), filter_words(facts.selection.filter, names_in(facts.event))
    yield gettext("Made by"), f"{facts.by or gettext('command line')}, {_moment(facts)}"
    yield gettext("Rows"), str(len(found.listed))
    yield from _in_other_languages(found, facts)


def left_out_firms(found: Found) -> list[tuple[Listed, int]]:
    """Who of the reader's own firms is left out, each firm and reason once, with how many rows that concerns."""
    firms: dict[tuple[int, str], list[Listed]] = {}
    for one in (one for one in found.left_out if one.own):
        firms.setdefault((one.row.firm.registration_id, one.verdict.reason), []).append(one)
    return [(rows[0], len(rows)) for rows in firms.values()]


def left_out_counts(rows: Iterable[Listed]) -> dict[str, int]:
    """How many rows each reason keeps out, in the order of the reasons."""
    counts = Counter(one.verdict.reason for one in rows)
    return {reason: counts[reason] for reason in consent.REASONS if counts[reason]}


def _in_other_languages(found: Found, facts: Facts) -> Iterator[tuple[str, str]]:
    """Of the columns with firms' own words: in how many rows they are in another language than was asked for."""
    wanted, shown = facts.language, {column.name for column in facts.selection.columns}
    for name in sorted(shown & {"offers", "seeks"}):
        texts: Iterable[Localized] = (getattr(one.row.firm, name) for one in found.listed)
        others = sum(text.in_language(wanted)[1] != wanted for text in texts)
        if others:
            told = ngettext(
                "in %(num)d row in another language, for want of a text in %(language)s",
                "in %(num)d rows in another language, for want of a text in %(language)s",
                others,
                language=language_name(wanted, wanted),
            )
            yield str(COLUMNS[name]), told


def _purpose(facts: Facts) -> str:
    use = facts.selection.use
    words = str(PURPOSES[use.purpose])
    if use.purpose is Purpose.RUNNING:
        return words
    place = gettext("recipient abroad, or not known") if use.abroad else gettext("recipient in the event’s country")
    return f"{words}{gettext('; ')}{place}"


def _moment(facts: Facts) -> str:
    local = to_zone(facts.at, facts.event.zone)
    return f"{local:%Y-%m-%d} {format_time(local)} ({facts.event.zone})"
