"""The filters above a company's suggestions, how many each of them hides, and the ways out of an empty list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from flask import request
from flask_babel import gettext, ngettext

from app.companies.locale_names import get_language_name
from app.companies.names.search import has_all_words, is_found_by, search_key
from app.companies.sectors.codes import parse_sector_codes
from app.companies.sectors.proposals import sectors_to_confirm
from app.companies.sectors.tree import sector_label_in, sector_tree
from app.core.localized import LANGUAGES
from app.core.web.locale import language
from app.matching.queries.suggestions import SuggestedCompany


@dataclass(frozen=True)
class SuggestionFilters:
    """The filters of the page."""

    words: str
    section: str
    tongue: str
    hide_asked: bool
    free_only: bool
    saved_only: bool

    @property
    def are_default(self) -> bool:
        """Whether nobody chose anything."""
        return self == SuggestionFilters("", "", "", hide_asked=True, free_only=False, saved_only=False)


@dataclass(frozen=True)
class FilterFacts:
    """What filters ask beside the suggestion itself: who was asked or is met, in which slots both are free (None while
    companies give no times), who is saved, what each is in or offers. Who waits for an answer of the company is none
    of the first."""

    asked: Collection[int]
    free: Mapping[int, Collection[int]] | None
    saved: Collection[int]
    sectors: Mapping[int, Set[str]]


def parse_filters() -> SuggestionFilters:
    """As the address says."""
    args = request.args
    return SuggestionFilters(
        words=args.get("q", "").strip(),
        section=args.get("sector", ""),
        tongue=args.get("language", ""),
        hide_asked="hide" in args or "q" not in args,  # until somebody says otherwise
        free_only="free" in args,
        saved_only="saved" in args,
    )


def filter_suggestions(
    places: Iterable[SuggestedCompany], filters: SuggestionFilters, facts: FilterFacts
) -> tuple[list[SuggestedCompany], Mapping[str, int]]:
    """Those that no filter hides, and how many each filter does; what several hide counts for the first of them."""
    shown, hidden = list[SuggestedCompany](), Counter[str]()
    # the sectors that typed words or codes mean, with all below: warehouse, 冷库 and 5210 find the same firms
    proposed = sectors_to_confirm(filters.words) if filters.words else ()
    below = (each for code in proposed for each in sector_tree().subtree(code))
    meant = parse_sector_codes(filters.words) | frozenset(below)
    for place in places:
        why = _hidden_by(place, filters, facts, meant)
        if why:
            hidden[why] += 1
        else:
            shown.append(place)
    return shown, hidden


def hidden_texts(hidden: Mapping[str, int]) -> list[str]:
    """How many each filter hides, in words."""
    texts: Any = {
        "asked": lambda n: ngettext("%(num)d that you asked or meet", "%(num)d that you asked or meet", n),
        "free": lambda n: ngettext("%(num)d never free when you are", "%(num)d never free when you are", n),
        "saved": lambda n: ngettext("%(num)d that is not saved", "%(num)d that are not saved", n),
        "language": lambda n: ngettext("%(num)d of other languages", "%(num)d of other languages", n),
        "sector": lambda n: ngettext("%(num)d of other sectors", "%(num)d of other sectors", n),
        "words": lambda n: ngettext("%(num)d without these words", "%(num)d without these words", n),
    }
    return [str(say(hidden[why])) for why, say in texts.items() if hidden.get(why)]


def section_options(facts: FilterFacts) -> list[tuple[str, str]]:
    """The sections that the suggested firms work in, as a filter offers them."""
    codes = sorted({sector_tree().path(code)[0] for sectors in facts.sectors.values() for code in sectors})
    return [("", gettext("All sectors")), *((code, sector_label_in(code, language())) for code in codes)]


def language_options(places: Sequence[SuggestedCompany]) -> list[tuple[str, str]]:
    """The languages that the suggested firms speak, by their names in the reader's language."""
    spoken = {tongue for place in places for tongue in place.languages}
    named = ((tongue, get_language_name(tongue, language())) for tongue in spoken)
    return [("", gettext("Any language")), *sorted(named, key=lambda pair: pair[1])]


def _hidden_by(place: SuggestedCompany, filters: SuggestionFilters, facts: FilterFacts, meant: frozenset[str]) -> str:
    """The first filter that hides it, "" for none."""
    sectors = facts.sectors[place.registration_id]
    if filters.hide_asked and place.registration_id in facts.asked:
        return "asked"
    if filters.free_only and facts.free is not None and not facts.free.get(place.registration_id):
        return "free"
    if filters.saved_only and place.registration_id not in facts.saved:
        return "saved"
    if filters.tongue and filters.tongue not in place.languages:
        return "language"
    if filters.section and not any(sector_tree().path(code)[0] == filters.section for code in sectors):
        return "sector"
    return "" if not filters.words or _has_words(place, sectors, filters.words, meant) else "words"


def _has_words(place: SuggestedCompany, sectors: Set[str], words: str, meant: frozenset[str]) -> bool:
    labels = [sector_label_in(code, tongue) for code in sectors for tongue in LANGUAGES]
    company = place.company
    texts = [text.exactly(tongue) for text in (company.offers, company.about) for tongue in LANGUAGES]
    named = is_found_by(words, search_key(company.name, company.name_zh)) or has_all_words(words, [*texts, *labels])
    return named or not meant.isdisjoint(sectors)


def list_ways_out(
    places: Sequence[SuggestedCompany], filters: SuggestionFilters, facts: FilterFacts
) -> list[tuple[str, str, dict[str, str]]]:
    """Filters whose end would show firms, what shows most first: the filter, how many in words, and the values of the
    address without it, as the form would send them. None where only several filters together hide all."""
    counts = [
        (label, less, len(filter_suggestions(places, less, facts)[0])) for label, less in _filters_without_each(filters)
    ]
    ways = []
    for label, less, count in sorted(counts, key=lambda way: -way[2]):
        text = ngettext(
            "Without “%(filter)s” there is %(num)d.", "Without “%(filter)s” there are %(num)d.", count, filter=label
        )
        values = {"sector": less.section, "language": less.tongue}
        ticks = {"hide": less.hide_asked, "free": less.free_only, "saved": less.saved_only}
        query = {
            "q": less.words,  # always, as without it the usual filters hold
            **{name: value for name, value in values.items() if value},
            **{name: "1" for name, is_on in ticks.items() if is_on},
        }
        if count:
            ways.append((label, str(text), query))
    return ways


def no_match_heading(filters: SuggestionFilters) -> str:
    """The heading above the ways out."""
    count = len(_filters_without_each(filters))
    return str(ngettext("No suggestion meets this filter", "No suggestion meets all %(num)d filters", count))


def _filters_without_each(filters: SuggestionFilters) -> list[tuple[str, SuggestionFilters]]:
    """Each filter that is on, in words, and all others."""
    known = filters.section in sector_tree()
    each = (
        (filters.words, filters.words, replace(filters, words="")),
        (
            filters.section,
            sector_label_in(filters.section, language()) if known else filters.section,
            replace(filters, section=""),
        ),
        (filters.tongue, get_language_name(filters.tongue, language()), replace(filters, tongue="")),
        (filters.free_only, gettext("Free when you are"), replace(filters, free_only=False)),
        (filters.saved_only, gettext("Saved ones only"), replace(filters, saved_only=False)),
        (filters.hide_asked, gettext("Hide those you asked or meet"), replace(filters, hide_asked=False)),
    )
    return [(str(text), less) for is_on, text, less in each if is_on]
