"""The filters above a firm's suggestions, and how many each of them hides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext, ngettext

from app.companies.names.search import has_all_words, is_found_by, search_key
from app.companies.sectors.codes import parse_sector_codes
from app.companies.sectors.proposals import sectors_to_confirm
from app.companies.sectors.tree import sector_label_in, sector_tree
from app.core.localized import LANGUAGES
from app.core.web.locale import language
from app.matching.queries.suggested import SuggestedFirm
from app.registrations.places import language_name


@dataclass(frozen=True)
class Wanted:
    """The filters of the page."""

    words: str
    section: str
    tongue: str
    hide_asked: bool
    free_only: bool
    saved_only: bool

    @property
    def are_usual(self) -> bool:
        """Whether nobody chose anything."""
        return self == Wanted("", "", "", hide_asked=True, free_only=False, saved_only=False)


@dataclass(frozen=True)
class Facts:
    """What filters ask beside the suggestion itself: who was asked or is met, in which slots both are free (None while
    firms give no times), who is saved, what each is in or offers. Who waits for an answer of the firm is none of the
    first."""

    asked: Collection[int]
    free: Mapping[int, Collection[int]] | None
    saved: Collection[int]
    sectors: Mapping[int, Set[str]]


def wanted_now() -> Wanted:
    """As the address says."""
    given = request.args
    return Wanted(
        words=given.get("q", "").strip(),
        section=given.get("sector", ""),
        tongue=given.get("language", ""),
        hide_asked="hide" in given or "q" not in given,  # until somebody says otherwise
        free_only="free" in given,
        saved_only="saved" in given,
    )


def sift(
    places: Iterable[SuggestedFirm], wanted: Wanted, facts: Facts
) -> tuple[list[SuggestedFirm], Mapping[str, int]]:
    """Those that no filter hides, and how many each filter does; what several hide counts for the first of them."""
    shown, hidden, meant = list[SuggestedFirm](), Counter[str](), _meant(wanted.words)
    for place in places:
        why = _hidden_by(place, wanted, facts, meant)
        if why:
            hidden[why] += 1
        else:
            shown.append(place)
    return shown, hidden


def hidden_words(hidden: Mapping[str, int]) -> list[str]:
    """How many each filter hides, in words."""
    told: Any = {
        "asked": lambda n: ngettext("%(num)d that you asked or meet", "%(num)d that you asked or meet", n),
        "free": lambda n: ngettext("%(num)d never free when you are", "%(num)d never free when you are", n),
        "saved": lambda n: ngettext("%(num)d that is not saved", "%(num)d that are not saved", n),
        "language": lambda n: ngettext("%(num)d of other languages", "%(num)d of other languages", n),
        "sector": lambda n: ngettext("%(num)d of other sectors", "%(num)d of other sectors", n),
        "words": lambda n: ngettext("%(num)d without these words", "%(num)d without these words", n),
    }
    return [str(say(hidden[why])) for why, say in told.items() if hidden.get(why)]


def section_options(facts: Facts) -> list[tuple[str, str]]:
    """The sections that the suggested firms work in, as a filter offers them."""
    codes = sorted({sector_tree().path(code)[0] for sectors in facts.sectors.values() for code in sectors})
    return [("", gettext("All sectors")), *((code, sector_label_in(code, language())) for code in codes)]


def tongue_options(places: Sequence[SuggestedFirm]) -> list[tuple[str, str]]:
    """The languages that the suggested firms speak, by their names in the reader's language."""
    spoken = {tongue for place in places for tongue in place.languages}
    named = ((tongue, language_name(tongue, language())) for tongue in spoken)
    return [("", gettext("Any language")), *sorted(named, key=lambda pair: pair[1])]


def _hidden_by(place: SuggestedFirm, wanted: Wanted, facts: Facts, meant: frozenset[str]) -> str:
    """The first filter that hides it, "" for none."""
    sectors = facts.sectors[place.registration_id]
    if wanted.hide_asked and place.registration_id in facts.asked:
        return "asked"
    if wanted.free_only and facts.free is not None and not facts.free.get(place.registration_id):
        return "free"
    if wanted.saved_only and place.registration_id not in facts.saved:
        return "saved"
    if wanted.tongue and wanted.tongue not in place.languages:
        return "language"
    if wanted.section and not any(sector_tree().path(code)[0] == wanted.section for code in sectors):
        return "sector"
    return "" if not wanted.words or _has_words(place, sectors, wanted.words, meant) else "words"


def _meant(words: str) -> frozenset[str]:
    """The sectors that typed words or codes mean, with all below: warehouse, 冷库 and 5210 find the same firms."""
    said = (each for code in sectors_to_confirm(words) for each in sector_tree().subtree(code)) if words else ()
    return parse_sector_codes(words) | frozenset(said)


def _has_words(place: SuggestedFirm, sectors: Set[str], words: str, meant: frozenset[str]) -> bool:
    labels = [sector_label_in(code, tongue) for code in sectors for tongue in LANGUAGES]
    company = place.company
    texts = [text.exactly(tongue) for text in (company.offers, company.about) for tongue in LANGUAGES]
    named = is_found_by(words, search_key(company.name, company.name_zh)) or has_all_words(words, [*texts, *labels])
    return named or not meant.isdisjoint(sectors)
