"""The pages of a catalogue as values for its template, each text in the two languages that stand beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask_babel import force_locale, gettext, ngettext

from app.companies.sectors import tree
from app.core.localized import Localized
from app.core.parsing import web_address
from app.core.web.locale import LOCALES, long_day
from app.documents.pdf import breakable
from app.events.models import Event
from app.lists import catalogue as idea
from app.lists.catalogue import Chapter, Letter, Pair
from app.lists.columns import certificate_labels, sector_labels
from app.lists.queries.attendees import Found
from app.lists.rows import Firm
from app.lists.services.files import about_lines
from app.lists.services.making import Wish, facts_of
from app.lists.wording import NOTES

LONG_WORD: Final = 28
LONG_NAME: Final = 20
"""Letters of a word, in a column and in an index; a longer one gets places to break."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A catalogue that somebody wants. ``by``: one of ``catalogue.BY``; the wish's language leads."""

    wish: Wish
    by: str = "sector"

    def languages(self, event: Event) -> Pair:
        return idea.pair_of(self.wish.language, event.name.languages())


def picture(number: int) -> str:
    """The file of a firm's logo among the pictures of the pages."""
    return f"{number}.png"


@dataclass(frozen=True)
class Pages:
    """What the template prints, in both languages."""

    event: Event
    asked: Asked
    tables: Mapping[int, str]
    logos: frozenset[int]

    @property
    def pair(self) -> Pair:
        return self.asked.languages(self.event)

    def values(self, found: Found) -> dict[str, Any]:
        """As JSON holds it; see the template."""
        firms = [one.row.firm for one in found.listed]
        titles = self.said(lambda: gettext("Catalogue of companies"))
        host = self.event.organisation
        return {
            "title": f"{titles[0]} · {self.texts(self.event.name)[0]}",
            "languages": self.pair,
            "titles": titles,
            "event": self.texts(self.event.name),
            "place": self.said_in(self._place),
            "days": self.said(lambda: gettext(", ").join(long_day(day.day) for day in self.event.days)),
            "organizer": self.texts(Localized(host.name_en, host.name_zh or "", host.name_fr or "")),
            "words": {
                "contents": self.said(lambda: gettext("Contents")),
                "table": self.said(lambda: gettext("Table")),
                "empty": self.said(lambda: gettext("No firm stands in this catalogue.")),
            },
            "chapters": [self.chapter(one) for one in self.chapters(firms)],
            "indexes": list(self.indexes(firms)),
            "about": list(self.about(found)),
        }

    def said(self, say: Callable[[], str]) -> Pair:
        """A sentence of ours in both languages."""
        return self.said_in(lambda _language: say())

    def said_in(self, say: Callable[[str], str]) -> Pair:
        told = []
        for language in self.pair:
            with force_locale(LOCALES[language]):
                told.append(str(say(language)))
        return told[0], told[1]

    def texts(self, text: Localized) -> Pair:
        first, second = (text.in_language(language)[0] for language in self.pair)
        return first, second

    def _place(self, language: str) -> str:
        parts = (self.event.venue.in_language(language)[0], self.event.city.in_language(language)[0])
        return ("，" if language == "zh" else ", ").join(part for part in parts if part)

    def chapters(self, firms: Sequence[Firm]) -> list[Chapter]:
        sides = [group.names for group in self.event.groups]
        return idea.chapters(firms, self.asked.by, self.pair[0], sides)

    def chapter(self, chapter: Chapter) -> dict[str, Any]:
        return {
            "title": self.title(chapter),
            "count": self.said(lambda: ngettext("%(num)d firm", "%(num)d firms", len(chapter.firms)))[0],
            "firms": [self.firm(firm) for firm in chapter.firms],
        }

    def title(self, chapter: Chapter) -> Pair:
        if chapter.title:
            return self.texts(chapter.title)
        if not chapter.code:
            return self.said(lambda: gettext("Sector not said"))
        return self.said_in(lambda language: f"{chapter.code} {tree.sector_label_in(chapter.code, language)}")

    def firm(self, firm: Firm) -> dict[str, Any]:
        number, facts = firm.registration_id, list(self.facts(firm))
        return {
            "id": number,
            "names": [breakable(name, LONG_WORD) for name in idea.names_in(firm, self.pair[0])],
            "logo": picture(number) if number in self.logos else "",
            "place": self.said_in(lambda language: idea.whereabouts(firm, language)),
            "website": breakable(firm.website, LONG_WORD),
            "address": web_address(firm.website),
            "table": self.tables.get(number, ""),
            "facts": facts,
            "long": idea.is_long([side["text"] for fact in facts for side in fact["sides"]]),
        }

    def facts(self, firm: Firm) -> Iterator[dict[str, Any]]:
        if firm.is_in:
            yield self.coded(lambda: gettext("Sectors"), firm.is_in, sector_labels)
        for word, line, codes in (
            (lambda: gettext("Offers"), firm.offers, firm.offers_codes),
            (lambda: gettext("Seeks"), firm.seeks, firm.seeks_codes),
        ):
            if sides := idea.beside(line, self.pair):
                yield {
                    "label": self.said(word),
                    "sides": [self.side(*one) for one in zip(sides, self.pair, strict=True)],
                }
            elif codes:
                yield self.coded(word, codes, sector_labels)
        if firm.holds:
            yield self.coded(lambda: gettext("Certificates"), firm.holds, certificate_labels)

    def coded(
        self, word: Callable[[], str], codes: tuple[str, ...], labels: Callable[[tuple[str, ...], str], str]
    ) -> dict[str, Any]:
        told = ({"text": labels(codes, language), "note": "", "lang": ""} for language in self.pair)
        return {"label": self.said(word), "sides": list(told)}

    def side(self, side: idea.Side, language: str) -> dict[str, str]:
        with force_locale(LOCALES[language]):
            note = str(NOTES[side.note]) if side.note else ""
        return {
            "text": breakable(side.text, LONG_WORD),
            "note": note,
            "lang": side.note if side.note in LOCALES else "",
        }

    def indexes(self, firms: Sequence[Firm]) -> Iterator[dict[str, Any]]:
        latin = self.index(lambda: gettext("Index of names"), idea.latin_index(firms), "en")
        chinese = self.index(lambda: gettext("Index of Chinese names"), idea.chinese_index(firms), "zh")
        found = [latin, chinese] if "zh" in self.pair else [latin]
        yield from (one for one in (found[::-1] if self.pair[0] == "zh" else found) if one["letters"])

    def index(self, word: Callable[[], str], letters: Sequence[Letter], language: str) -> dict[str, Any]:
        told = [
            {"letter": one.letter, "names": [(breakable(name, 20), number) for name, number in one.names]}
            for one in letters
        ]
        return {"title": self.said(word), "letters": told, "language": language}

    def about(self, found: Found) -> Iterator[tuple[str, str]]:
        """As in every list, with firms instead of rows."""
        facts = facts_of(self.event, self.asked.wish)
        plain = replace(facts.selection.filter, states=(), category="")
        facts = replace(facts, selection=replace(facts.selection, filter=plain))
        with force_locale(LOCALES[self.asked.wish.language]):
            own = (gettext("Rows"), gettext("List"), gettext("Event"))
            yield from (pair for pair in about_lines(found, facts) if pair[0] not in own)
            yield gettext("Firms"), str(len(found.listed))
