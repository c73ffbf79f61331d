"""What the welcome shows of a firm: its words, and the sectors they may mean."""

from __future__ import annotations

from collections.abc import Collection

from app.companies.models import Company
from app.companies.names.parsing import is_chinese
from app.companies.sectors.codes import parse_conversions
from app.companies.sectors.proposals import further_sectors, sectors_to_confirm
from app.core.localized import LANGUAGES, Localized
from app.registrations.models import Registration, Representative


def person_of(registration: Registration, user_id: int) -> Representative | None:
    """Which of the firm's people a user is; the only one where nobody said."""
    people = registration.representatives
    mine = next((one for one in people if one.user_id == user_id), None)
    return mine or (people[0] if len(people) == 1 and people[0].user_id is None else None)


def words_of(company: Company, reader: str = "en") -> Localized:
    """How the firm says what it does: its sheet's words, else its text, else what it offers.

    A sheet does not tell in which language: Chinese is seen, other words are the reader's (en, zh, fr), or English.
    """
    if company.sector_words:
        latin = "en" if reader == "zh" else reader
        return Localized(**{"zh" if is_chinese(company.sector_words) else latin: company.sector_words})
    return company.about or company.offers


def proposed(text: Localized | str) -> tuple[str, ...]:
    """The sectors to confirm that a text in whatever language may mean, in the order of their codes."""
    text = _words(text)
    converted = tuple(code for one in parse_conversions(text) for code in one.codes)
    return tuple(sorted(set(converted) or sectors_to_confirm(text)))


def near(text: Localized | str, sure: Collection[str]) -> tuple[str, ...]:
    """The sectors to offer besides those that stand there already."""
    return further_sectors(_words(text), sure)


def _words(text: Localized | str) -> str:
    """A text in the first language that it has."""
    if isinstance(text, str):
        return text
    return next((text.exactly(one) for one in LANGUAGES if text.exactly(one)), "")
