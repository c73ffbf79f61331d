"""A printed catalogue of companies: its pages as values for the template, made and logged as every list is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask_babel import force_locale, gettext, ngettext

from app.companies.sectors import tree
from app.core.errors import Invalid
from app.core.localized import Localized
from app.core.parsing import web_address
from app.core.web.locale import LOCALES, long_day
from app.documents.pdf import breakable, to_pdf
from app.events.models import Event
from app.lists import publicity
from app.lists.columns import certificate_labels, sector_labels
from app.lists.models import ExportLog
from app.lists.publicity import CATALOGUE_EXTRAS, CATALOGUE_KIND, CatalogueChapter, IndexLetter, LanguagePair
from app.lists.queries.attendees import FoundRows
from app.lists.queries.publicity import catalogue_companies, catalogue_selection, fixed_tables_of, logos_of
from app.lists.rows import ListCompany
from app.lists.services.exports import ExportRequest, MadeExport, file_facts, log_and_save, store_and_log
from app.lists.services.files import about_lines
from app.lists.wording import LANGUAGE_NOTES

__all__ = ["CatalogueRequest", "export_catalogue", "write_catalogue"]


LONG_WORD: Final = 28


@dataclass(frozen=True, slots=True)
class CatalogueRequest:
    """A catalogue that somebody wants. ``by``: how companies are ordered; the wish's language leads."""

    wish: ExportRequest
    by: str = "sector"

    def languages(self, event: Event) -> LanguagePair:
        return publicity.language_pair(self.wish.language, event.name.languages())


def logo_file_name(number: int) -> str:
    """The file of a firm's logo among the pictures of the pages."""
    return f"{number}.png"


@dataclass(frozen=True)
class CataloguePages:
    """What the template prints, in both languages."""

    event: Event
    asked: CatalogueRequest
    tables: Mapping[int, str]
    logos: frozenset[int]

    @property
    def pair(self) -> LanguagePair:
        return self.asked.languages(self.event)

    def values(self, rows: FoundRows) -> dict[str, Any]:
        """As JSON holds it; see the template."""
        companies = [item.row.company for item in rows.listed]
        titles = self.in_language(lambda: gettext("Catalogue of companies"))
        host = self.event.organisation
        return {
            "title": f"{titles[0]} · {self.texts(self.event.name)[0]}",
            "languages": self.pair,
            "titles": titles,
            "event": self.texts(self.event.name),
            "place": self.localize(self._place),
            "days": self.in_language(lambda: gettext(", ").join(long_day(day.day) for day in self.event.days)),
            "organizer": self.texts(Localized(host.name_en, host.name_zh or "", host.name_fr or "")),
            "words": {
                "contents": self.in_language(lambda: gettext("Contents")),
                "table": self.in_language(lambda: gettext("Table")),
                "empty": self.in_language(lambda: gettext("No firm stands in this catalogue.")),
            },
            "chapters": [self.chapter(item) for item in self.chapters(companies)],
            "indexes": list(self.indexes(companies)),
            "about": list(self.about(rows)),
        }

    def in_language(self, say: Callable[[], str]) -> LanguagePair:
        """A sentence of ours in both languages."""
        return self.localize(lambda _language: say())

    def localize(self, say: Callable[[str], str]) -> LanguagePair:
        texts = []
        for language in self.pair:
            with force_locale(LOCALES[language]):
                texts.append(str(say(language)))
        return texts[0], texts[1]

    def texts(self, text: Localized) -> LanguagePair:
        first, second = (text.in_language(language)[0] for language in self.pair)
        return first, second

    def _place(self, language: str) -> str:
        parts = (self.event.venue.in_language(language)[0], self.event.city.in_language(language)[0])
        return ("，" if language == "zh" else ", ").join(part for part in parts if part)

    def chapters(self, companies: Sequence[ListCompany]) -> list[CatalogueChapter]:
        sides = [group.names for group in self.event.groups]
        return publicity.chapters_of(companies, self.asked.by, self.pair[0], sides)

    def chapter(self, chapter: CatalogueChapter) -> dict[str, Any]:
        return {
            "title": self.title(chapter),
            "count": self.in_language(lambda: ngettext("%(num)d firm", "%(num)d firms", len(chapter.companies)))[0],
            "firms": [self.company(company) for company in chapter.companies],
        }

    def title(self, chapter: CatalogueChapter) -> LanguagePair:
        if chapter.title:
            return self.texts(chapter.title)
        if not chapter.code:
            return self.in_language(lambda: gettext("Sector not said"))
        return self.localize(lambda language: f"{chapter.code} {tree.sector_label_in(chapter.code, language)}")

    def company(self, company: ListCompany) -> dict[str, Any]:
        number, facts = company.registration_id, list(self.facts(company))
        return {
            "id": number,
            "names": [breakable(name, LONG_WORD) for name in publicity.company_names(company, self.pair[0])],
            "logo": logo_file_name(number) if number in self.logos else "",
            "place": self.localize(lambda language: publicity.city_and_country(company, language)),
            "website": breakable(company.website, LONG_WORD),
            "address": web_address(company.website),
            "table": self.tables.get(number, ""),
            "facts": facts,
            "long": publicity.is_long_entry([side["text"] for fact in facts for side in fact["sides"]]),
        }

    def facts(self, company: ListCompany) -> Iterator[dict[str, Any]]:
        if company.is_in:
            yield self.coded(lambda: gettext("Sectors"), company.is_in, sector_labels)
        for word, line, codes in (
            (lambda: gettext("Offers"), company.offers, company.offers_codes),
            (lambda: gettext("Seeks"), company.seeks, company.seeks_codes),
        ):
            if sides := publicity.texts_side_by_side(line, self.pair):
                yield {
                    "label": self.in_language(word),
                    "sides": [self.side(*side) for side in zip(sides, self.pair, strict=True)],
                }
            elif codes:
                yield self.coded(word, codes, sector_labels)
        if company.holds:
            yield self.coded(lambda: gettext("Certificates"), company.holds, certificate_labels)

    def coded(
        self, word: Callable[[], str], codes: tuple[str, ...], labels: Callable[[tuple[str, ...], str], str]
    ) -> dict[str, Any]:
        sides = ({"text": labels(codes, language), "note": "", "lang": ""} for language in self.pair)
        return {"label": self.in_language(word), "sides": list(sides)}

    def side(self, side: publicity.CatalogueText, language: str) -> dict[str, str]:
        with force_locale(LOCALES[language]):
            note = str(LANGUAGE_NOTES[side.note]) if side.note else ""
        return {
            "text": breakable(side.text, LONG_WORD),
            "note": note,
            "lang": side.note if side.note in LOCALES else "",
        }

    def indexes(self, companies: Sequence[ListCompany]) -> Iterator[dict[str, Any]]:
        latin = self.index(lambda: gettext("Index of names"), publicity.latin_index(companies), "en")
        chinese = self.index(lambda: gettext("Index of Chinese names"), publicity.chinese_index(companies), "zh")
        indexes = [latin, chinese] if "zh" in self.pair else [latin]
        yield from (index for index in (indexes[::-1] if self.pair[0] == "zh" else indexes) if index["letters"])

    def index(self, word: Callable[[], str], letters: Sequence[IndexLetter], language: str) -> dict[str, Any]:
        entries = [
            {"letter": entry.letter, "names": [(breakable(name, 20), number) for name, number in entry.names]}
            for entry in letters
        ]
        return {"title": self.in_language(word), "letters": entries, "language": language}

    def about(self, rows: FoundRows) -> Iterator[tuple[str, str]]:
        """As in every list, with firms instead of rows."""
        facts = file_facts(self.event, self.asked.wish)
        plain = replace(facts.selection.filter, states=(), category="")
        facts = replace(facts, selection=replace(facts.selection, filter=plain))
        with force_locale(LOCALES[self.asked.wish.language]):
            own = (gettext("Rows"), gettext("List"), gettext("Event"))
            yield from (pair for pair in about_lines(rows, facts) if pair[0] not in own)
            yield gettext("Firms"), str(len(rows.listed))


StageReport = Callable[[float, str], None]
"""Hears how far it is, and with what."""


def _no_report(_part: float, _stage: str) -> None:
    pass


def export_catalogue(
    event: Event, request: CatalogueRequest, *, tell: StageReport = lambda _part, _stage: None, key: str = ""
) -> ExportLog:
    """Make it, keep it for its owner for a quarter of an hour, and log it; for the same ``key`` only once. Raises
    Invalid ``export_reason_missing``, and ``export_empty`` where no company may stand in it."""
    request = _restrict_catalogue(request)
    if not request.wish.reason.strip():
        raise Invalid("export_reason_missing")
    made = _make_catalogue(event, request, tell)
    if not made.rows.listed:
        raise Invalid("export_empty")
    return store_and_log(event, request.wish, made, key)


def write_catalogue(event: Event, request: CatalogueRequest, save: Callable[[bytes], object]) -> FoundRows:
    """The same for the command line; nothing is logged where ``save`` fails. Also one without firms."""
    request = _restrict_catalogue(request)
    made = _make_catalogue(event, request, _no_report)
    log_and_save(event, request.wish, made, save)
    return made.rows


def _restrict_catalogue(request: CatalogueRequest) -> CatalogueRequest:
    """What the user may have of it, as a catalogue shows it."""
    selection = catalogue_selection(request.wish.reach.part_of(request.wish.selection))
    return replace(
        request, wish=replace(request.wish, selection=selection, kind=CATALOGUE_KIND, besides=CATALOGUE_EXTRAS)
    )


def _make_catalogue(event: Event, request: CatalogueRequest, tell: StageReport) -> MadeExport:
    tell(0.05, "firms")
    rows = catalogue_companies(request.wish.selection, request.wish.reach)
    companies = [row.row.company for row in rows.listed]
    tell(0.2, "logos")
    logos = logos_of(company.registration_id for company in companies)
    tell(0.3, "pages")
    facts = file_facts(event, request.wish)
    content = to_pdf(
        "lists/catalogue.typ",
        CataloguePages(event, request, fixed_tables_of(event.id), frozenset(logos)).values(rows),
        language=request.wish.language,
        made_at=facts.at,
        pictures={logo_file_name(number): content for number, content in logos.items()},
    )
    tell(0.95, "pages")
    return MadeExport(rows, content)
