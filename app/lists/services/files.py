"""An attendee list as a file: its rows, its people as address cards, and what the file says about itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from flask_babel import force_locale, gettext, ngettext, pgettext

from app.companies.locale_names import get_language_name, list_countries
from app.core.clock import format_time, to_zone
from app.core.localized import Localized
from app.core.web.locale import LOCALES, long_day
from app.documents.csv import CellValue
from app.documents.vcard import ContactCard, to_vcard
from app.events.models import Event
from app.lists import consent
from app.lists.columns import COLUMNS_VERSION, ListTerms, RowWriter, columns_by_name
from app.lists.consent import ListPurpose, card_refusal
from app.lists.queries.attendees import FoundRows, terms_of
from app.lists.queries.exports import filter_names, filter_text
from app.lists.rows import JudgedRow, ListRow
from app.lists.selection import ListSelection
from app.lists.services.formats import RENDERERS, FileContent
from app.lists.wording import COLUMN_LABELS, PURPOSES
from app.sheets.contacts import format_international

CARDS_KIND: Final = "vcf"
CARD_COLUMNS: Final = (
    "company",
    "company_zh",
    "city",
    "country",
    "website",
    "salutation",
    "representative",
    "family_name",
    "given_name",
    "representative_zh",
    "title",
    "email",
    "phone",
    "wechat",
)
"""What stands on a card."""


def card_selection(selection: ListSelection) -> ListSelection:
    """The same people with the fields of a card."""
    return replace(selection, names=CARD_COLUMNS)


def rows_with_cards(rows: FoundRows) -> FoundRows:
    """Only the rows of people whose contacts may be given; the others are left out, each with its reason."""
    judged = [
        (row, card_refusal(row.row.consents, row.verdict, reachable=_is_reachable(row.row))) for row in rows.listed
    ]
    without = [replace(row, verdict=replace(row.verdict, reason=why)) for row, why in judged if why]
    return FoundRows([row for row, why in judged if not why], [*rows.left_out, *without])


def create_cards(rows: FoundRows, event: str, language: str, before: str = "") -> Iterator[ContactCard]:
    """``event``: its name, so that one knows later where they met; ``before``: the day of an event that is still to
    come, written out, else ""."""
    note = (
        gettext("%(event)s on %(day)s", event=event, day=before) if before else gettext("Met at %(event)s", event=event)
    )
    for row in rows.listed:
        company, person = row.row.company, row.row.person
        if person is None:
            continue
        yield ContactCard(
            name=person.name,
            family_name=person.family_name,
            given_name=person.given_name,
            salutation=person.salutation,
            other_name=person.name_zh,
            organisation=" ".join(dict.fromkeys(name for name in (company.name, company.name_zh) if name)),
            title=person.title or person.title_zh,
            email=person.email,
            phone=format_international(person.phone, company.country),
            wechat=person.wechat,
            website=company.website,
            city=company.city,
            country=list_countries(language).get(company.country.upper(), company.country),
            note=note,
        )


def _is_reachable(row: ListRow) -> bool:
    return row.person is not None and bool(row.person.email or row.person.phone or row.person.wechat)


COLUMNS_WITH_CHINESE: Final = ("company", "representative", "title")
"""Columns beside which one holds the same in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What a file says of itself besides its rows. ``by``: a name, "" for the command line; ``recipient``
    and ``view`` may be ""."""

    event: Event
    selection: ListSelection
    by: str
    at: datetime
    reason: str
    recipient: str
    language: str
    view: str = ""


def render_file(result: FoundRows, facts: FileFacts, kind: str, rows: Sequence[list[CellValue]]) -> bytes:
    """The list as one of the ``FORMATS``, with labels and texts in the wanted language. ``rows``: the cells of what was
    found."""
    terms = terms_of(facts.event, facts.language)
    if kind == CARDS_KIND:
        with force_locale(LOCALES[facts.language]):
            return to_vcard(create_cards(result, terms.event, facts.language, _still_to_come(facts)))
    if kind == "pdf" and facts.language == "zh":
        rows = _in_chinese(result, facts.selection, terms, rows)
    with force_locale(LOCALES[facts.language]):
        about = list(about_lines(result, facts))
        return RENDERERS[kind](FileContent(facts.selection, rows, about, terms.event, facts.language, facts.at))


def _in_chinese(
    result: FoundRows, selection: ListSelection, terms: ListTerms, rows: Sequence[list[CellValue]]
) -> list[list[CellValue]]:
    """The rows with Chinese names and titles, where there are some, and no column of their own shows them."""
    names = [column.name for column in selection.columns]
    chinese = {
        at: columns_by_name()[f"{name}_zh"]
        for at, name in enumerate(names)
        if name in COLUMNS_WITH_CHINESE and f"{name}_zh" not in names
    }
    return [
        [chinese[at].value(judged.row, terms) or value if at in chinese else value for at, value in enumerate(row)]
        for judged, row in zip(result.listed, rows, strict=True)
    ]


def _still_to_come(facts: FileFacts) -> str:
    """The first day of an event that has not begun, written out; "" from then on."""
    days = facts.event.days
    today = to_zone(facts.at, facts.event.zone).date()
    return str(long_day(days[0].day)) if days and today < days[0].day else ""


def cells_of(result: FoundRows, selection: ListSelection, terms: ListTerms) -> list[list[CellValue]]:
    """What stands in the columns, row by row."""
    writer = RowWriter(selection.columns, terms)
    return [writer.cells(judged.row, judged.verdict) for judged in result.listed]


def about_lines(result: FoundRows, facts: FileFacts) -> Iterator[tuple[str, str]]:
    """What the list is, for what, by whom and of whom: pairs of a word and what it is. Who is not in it, whose contacts
    are not, and why, is for the page and the log alone: whoever gets the file may know who was there."""
    yield gettext("List"), gettext("Attendee list, columns version %(number)s", number=COLUMNS_VERSION)
    yield gettext("Event"), facts.event.name.in_language(facts.language)[0]
    yield gettext("Purpose"), _purpose_text(facts)
    if facts.reason:
        yield gettext("What for"), facts.reason
    if facts.recipient:
        yield gettext("For whom"), facts.recipient
    if facts.view:
        yield gettext("View"), facts.view
    yield pgettext("of a list", "Filter"), filter_text(facts.selection.filter, filter_names(facts.event))
    yield gettext("Made by"), f"{facts.by or gettext('command line')}, {_moment_text(facts)}"
    yield gettext("Rows"), str(len(result.listed))
    yield from _in_other_languages(result, facts)


def left_out_companies(result: FoundRows) -> list[tuple[JudgedRow, int]]:
    """Who of the reader's own firms is left out, each firm and reason once, with how many rows that concerns."""
    rows_of_company: dict[tuple[int, str], list[JudgedRow]] = {}
    for judged in (judged for judged in result.left_out if judged.own):
        rows_of_company.setdefault((judged.row.company.registration_id, judged.verdict.reason), []).append(judged)
    return [(rows[0], len(rows)) for rows in rows_of_company.values()]


def count_left_out(rows: Iterable[JudgedRow]) -> dict[str, int]:
    """How many rows each reason keeps out, in the order of the reasons."""
    counts = Counter(judged.verdict.reason for judged in rows)
    return {reason: counts[reason] for reason in consent.LEFT_OUT_REASONS if counts[reason]}


def _in_other_languages(result: FoundRows, facts: FileFacts) -> Iterator[tuple[str, str]]:
    """Of the columns with firms' own words: in how many rows they are in another language than was asked for."""
    language, shown = facts.language, {column.name for column in facts.selection.columns}
    for name in sorted(shown & {"offers", "seeks"}):
        texts: Iterable[Localized] = (getattr(judged.row.company, name) for judged in result.listed)
        others = sum(text.in_language(language)[1] != language for text in texts)
        if others:
            sentence = ngettext(
                "in %(num)d row in another language, for want of a text in %(language)s",
                "in %(num)d rows in another language, for want of a text in %(language)s",
                others,
                language=get_language_name(language, language),
            )
            yield str(COLUMN_LABELS[name]), sentence


def _purpose_text(facts: FileFacts) -> str:
    use = facts.selection.use
    words = str(PURPOSES[use.purpose])
    if use.purpose is ListPurpose.RUNNING:
        return words
    place = gettext("recipient abroad, or not known") if use.abroad else gettext("recipient in the event’s country")
    return f"{words}{gettext('; ')}{place}"


def _moment_text(facts: FileFacts) -> str:
    local = to_zone(facts.at, facts.event.zone)
    return f"{local:%Y-%m-%d} {format_time(local)} ({facts.event.zone})"
