"""A printed catalogue of firms: which two languages stand beside each other, in which chapter a firm stands, and where
the indexes name it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.companies.sectors import tree as sectors
from app.core.localized import Localized
from app.lists.rows import NOTHING, Firm
from app.lists.sorting import sounding
from app.registrations.places import place_in

CATALOGUE: Final = "catalogue"
"""Its kind among the files that can be made of a list."""
BY: Final = ("sector", "group")
FIELDS: Final = (
    *("company", "company_zh", "country", "city", "sectors", "offers", "seeks", "certificates_held", "website"),
)
"""The columns of lists that a catalogue shows."""
BESIDES: Final = ("logo", "table")
"""What it shows that no list does."""
BESIDE: Final = "beside"
"""The note where a text is missing because it stands in the other language alone."""
NO_LETTER: Final = "#"

Pair = tuple[str, str]
"""Two languages, or a text in both; the one that leads first."""


@dataclass(frozen=True, slots=True)
class Side:
    """A text as it stands in one column. ``note``: the language that it is really in, or BESIDE for none here."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """``code``: of a section of ISIC, "" for firms that named none; ``title`` of a side of the event."""

    code: str
    firms: tuple[Firm, ...]
    title: Localized = NOTHING


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of an index and whom it names: each name with the firm's registration."""

    letter: str
    names: tuple[tuple[str, int], ...]


def pair_of(lead: str, held: Iterable[str]) -> Pair:
    """The language that leads (en, zh, fr) and the one beside it: Chinese and English; French beside English where the
    event (``held``: its languages) is held in French and not in Chinese."""
    if lead != "en":
        return lead, "en"
    spoken = set(held)
    return lead, "fr" if "fr" in spoken and "zh" not in spoken else "zh"


def beside(text: Localized, languages: Pair) -> tuple[Side, Side] | None:
    """A firm's line in both columns; None where there is none. One that is in neither language stands at the left."""
    if not text:
        return None
    first, second = (text.exactly(language) for language in languages)
    if first or second:
        return Side(first, "" if first else BESIDE), Side(second, "" if second else BESIDE)
    other, language = text.in_language(languages[0])
    return Side(other, language), Side("", BESIDE)


def names_in(firm: Firm, lead: str) -> Pair:
    """The name that leads and the other one, "" where there is only one."""
    if not firm.name_zh or firm.name_zh == firm.name:
        return firm.name, ""
    return (firm.name_zh, firm.name) if lead == "zh" else (firm.name, firm.name_zh)


def chapters(firms: Iterable[Firm], by: str, lead: str, sides: Sequence[Localized] = ()) -> list[Chapter]:
    """The firms by the section of what they are in first, in the order of the tree; or by their side, in the order of
    ``sides``. Within, by the name that leads; Chinese ones by pinyin. Empty chapters are none."""
    ordered = sorted(firms, key=lambda firm: (sounding(names_in(firm, lead)[0]), firm.registration_id))
    if by == "group":
        known = dict.fromkeys([*sides, *(firm.group for firm in ordered)])
        parts = [Chapter("", tuple(firm for firm in ordered if firm.group == side), side) for side in known]
        return [part for part in parts if part.firms]
    found: dict[str, list[Firm]] = {code: [] for code in (*sectors.sector_tree().sections, "")}
    for firm in ordered:
        found[section_of(firm)].append(firm)
    return [Chapter(code, tuple(within)) for code, within in found.items() if within]


def section_of(firm: Firm) -> str:
    """The section of ISIC (A to V) of what the firm is in first, else offers first; "" where it named nothing."""
    tree = sectors.sector_tree()
    known = (code for code in (*firm.is_in, *firm.offers_codes) if code in tree)
    return next((tree.path(code)[0] for code in known), "")


def latin_index(firms: Iterable[Firm]) -> list[Letter]:
    """All firms by their names; a Chinese name without a Latin one stands by its sound."""
    return _index(firms, lambda firm: firm.name)


def chinese_index(firms: Iterable[Firm]) -> list[Letter]:
    """The firms that have a Chinese name, by pinyin."""
    return _index((firm for firm in firms if firm.name_zh), lambda firm: firm.name_zh)


def _index(firms: Iterable[Firm], name_of: Callable[[Firm], str]) -> list[Letter]:
    named = sorted((sounding(name_of(firm)), name_of(firm), firm.registration_id) for firm in firms)
    found: dict[str, list[tuple[str, int]]] = {}
    for sound, name, number in named:
        first = sound[:1].upper()
        found.setdefault(first if first.isascii() and first.isalpha() else NO_LETTER, []).append((name, number))
    return [Letter(letter, tuple(found[letter])) for letter in sorted(found)]


def is_long(texts: Sequence[str]) -> bool:
    """Whether a firm's texts may need more than half a page, so that its block must be let part."""
    return sum(map(len, texts)) > 1_500


def whereabouts(firm: Firm, language: str) -> str:
    """City and country; a city that has no Chinese name is left out in Chinese, where the country is known."""
    parts = place_in(language, firm.city, firm.country)
    if language == "zh" and len(parts) > 1 and parts[0].isascii():
        parts = parts[1:]
    return ("，" if language == "zh" else ", ").join(parts)
