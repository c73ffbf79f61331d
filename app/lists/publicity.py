"""Companies before everybody: the printed catalogue (chapters, indexes) and the public directory (when, where)."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from app.companies.locale_names import get_place_parts
from app.companies.sectors import tree as sectors
from app.core.localized import Localized
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.rules import DirectoryVisibility
from app.lists.rows import NO_TEXT, ListCompany, sort_text

CATALOGUE_KIND: Final = "catalogue"
"""Its kind among the files that can be made of a list."""
CHAPTER_KINDS: Final = ("sector", "group")
CATALOGUE_FIELDS: Final = (
    "company",
    "company_zh",
    "country",
    "city",
    "sectors",
    "offers",
    "seeks",
    "certificates_held",
    "website",
)
"""The columns of lists that a catalogue shows."""
CATALOGUE_EXTRAS: Final = ("logo", "table")
"""What it shows that no list does."""
OTHER_LANGUAGE: Final = "beside"
"""The note where a text is missing because it stands in the other language alone."""
NO_LETTER: Final = "#"

LanguagePair = tuple[str, str]
"""Two languages, or a text in both; the one that leads first."""


@dataclass(frozen=True, slots=True)
class CatalogueText:
    """A text as it stands in one column. ``note``: the language that it is really in, or BESIDE for none here."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueChapter:
    """``code``: of a section of ISIC, "" for firms that named none; ``title`` of a side of the event."""

    code: str
    companies: tuple[ListCompany, ...]
    title: Localized = NO_TEXT


@dataclass(frozen=True, slots=True)
class IndexLetter:
    """A letter of an index and whom it names: each name with the firm's registration."""

    letter: str
    names: tuple[tuple[str, int], ...]


def language_pair(lead: str, event_languages: Iterable[str]) -> LanguagePair:
    """The language that leads (en, zh, fr) and the one beside it: Chinese and English; French beside English where the
    event (``held``: its languages) is held in French and not in Chinese."""
    if lead != "en":
        return lead, "en"
    spoken = set(event_languages)
    return lead, "fr" if "fr" in spoken and "zh" not in spoken else "zh"


def texts_side_by_side(text: Localized, languages: LanguagePair) -> tuple[CatalogueText, CatalogueText] | None:
    """A firm's line in both columns; None where there is none. One that is in neither language stands at the left."""
    if not text:
        return None
    first, second = (text.exactly(language) for language in languages)
    if first or second:
        return CatalogueText(first, "" if first else OTHER_LANGUAGE), CatalogueText(
            second, "" if second else OTHER_LANGUAGE
        )
    other, language = text.in_language(languages[0])
    return CatalogueText(other, language), CatalogueText("", OTHER_LANGUAGE)


def company_names(company: ListCompany, lead: str) -> LanguagePair:
    """The name that leads and the other one, "" where there is only one."""
    if not company.name_zh or company.name_zh == company.name:
        return company.name, ""
    return (company.name_zh, company.name) if lead == "zh" else (company.name, company.name_zh)


def chapters_of(
    companies: Iterable[ListCompany], by: str, lead: str, sides: Sequence[Localized] = ()
) -> list[CatalogueChapter]:
    """The companies by the section of what they are in first, in the order of the tree; or by their side, in the
    order of ``sides``. Within, by the name that leads; Chinese ones by pinyin. Empty chapters are none."""
    ordered = sorted(
        companies, key=lambda company: (sort_text(company_names(company, lead)[0]), company.registration_id)
    )
    if by == "group":
        known = dict.fromkeys([*sides, *(company.group for company in ordered)])
        parts = [
            CatalogueChapter("", tuple(company for company in ordered if company.group == side), side) for side in known
        ]
        return [part for part in parts if part.companies]
    by_section: dict[str, list[ListCompany]] = {code: [] for code in (*sectors.sector_tree().sections, "")}
    for company in ordered:
        by_section[section_of(company)].append(company)
    return [CatalogueChapter(code, tuple(within)) for code, within in by_section.items() if within]


def section_of(company: ListCompany) -> str:
    """The section of ISIC (A to V) of what the firm is in first, else offers first; "" where it named nothing."""
    tree = sectors.sector_tree()
    known = (code for code in (*company.is_in, *company.offers_codes) if code in tree)
    return next((tree.path(code)[0] for code in known), "")


def latin_index(companies: Iterable[ListCompany]) -> list[IndexLetter]:
    """All firms by their names; a Chinese name without a Latin one stands by its sound."""
    return _create_index(companies, lambda company: company.name)


def chinese_index(companies: Iterable[ListCompany]) -> list[IndexLetter]:
    """The firms that have a Chinese name, by pinyin."""
    return _create_index((company for company in companies if company.name_zh), lambda company: company.name_zh)


def _create_index(companies: Iterable[ListCompany], name_of: Callable[[ListCompany], str]) -> list[IndexLetter]:
    named = sorted((sort_text(name_of(company)), name_of(company), company.registration_id) for company in companies)
    by_letter: dict[str, list[tuple[str, int]]] = {}
    for sound, name, number in named:
        first = sound[:1].upper()
        by_letter.setdefault(first if first.isascii() and first.isalpha() else NO_LETTER, []).append((name, number))
    return [IndexLetter(letter, tuple(by_letter[letter])) for letter in sorted(by_letter)]


def is_long_entry(texts: Sequence[str]) -> bool:
    """Whether a firm's texts may need more than half a page, so that its block must be let part."""
    return sum(map(len, texts)) > 1_500


def city_and_country(company: ListCompany, language: str) -> str:
    """City and country; a city that has no Chinese name is left out in Chinese, where the country is known."""
    parts = get_place_parts(language, company.city, company.country)
    if language == "zh" and len(parts) > 1 and parts[0].isascii():
        parts = parts[1:]
    return ("，" if language == "zh" else ", ").join(parts)


ADDRESS_MARK_LENGTH: Final = 20
"""Of the address of a firm, hexadecimal: 80 bits, so that nobody walks from one to the next."""
_EMAIL: Final = re.compile(r"[\w.+%-]+\s*[@＠]\s*[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"(?<![\w.])[+＋(（]?\d(?:[\s().（）/-]*\d){6,}(?![\w%])")
_YEARS: Final = re.compile(r"(?:19|20)\d\d\s*[-–/]\s*(?:19|20)\d\d")

DirectoryKey = TypeVar("DirectoryKey")


def is_directory_open(
    directory: str, phase: Phase, mode: BookingMode, *, until: datetime | None, now: datetime
) -> bool:
    """Whether the directory can be read: where the event wants one, from registration until its people go. ``until``:
    when they do at the latest, None where nobody knows yet."""
    if directory == DirectoryVisibility.NONE or not is_allowed(phase, EventAct.SEE_EVENT, mode):
        return False
    return until is None or now < until


def address_mark(registration_id: int, secret: str) -> str:
    """The last part of a firm's public address: the same as long as ``secret`` is; it tells no number."""
    text = f"public directory {registration_id}"
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex()[:ADDRESS_MARK_LENGTH]


def find_marked(mark: str, registrations: Iterable[int], secret: str) -> int | None:
    """Which of these registrations bears the mark."""
    return next(
        (
            registration_id
            for registration_id in registrations
            if hmac.compare_digest(address_mark(registration_id, secret), mark)
        ),
        None,
    )


def public_text(text: Localized) -> Localized:
    """A text of a firm as anybody may read it."""
    return Localized(without_contacts(text.en), without_contacts(text.zh), without_contacts(text.fr))


def without_contacts(text: str) -> str:
    """The text with what looks like an e-mail address or a phone number left out, for a page that shows neither."""
    shorter = _EMAIL.sub("…", text)
    return _PHONE.sub(lambda match: match[0] if _YEARS.fullmatch(match[0].strip()) else "…", shorter)
