"""What a firm says of itself, and how much of it is still missing: pure values, in codes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Final

from app.companies.sectors.tree import sector_tree
from app.core.localized import LANGUAGES, Localized


class CompanyGoal(StrEnum):
    """What a firm comes for."""

    PEERS = "peers"
    TRADE = "trade"
    BALANCED = "balanced"


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """A company's own words about itself; sectors are ISIC Rev.5 codes of any level, certificates their codes.

    ``holds_none``: the company has said that it holds no certificate, which is not the same as silence.
    ``stated_in_text``: which of ``offers`` and ``seeks`` it has said in a text, which is an answer too.
    """

    is_in: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    seeks: frozenset[str] = frozenset()
    goal: CompanyGoal | None = None
    holds: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    holds_none: bool = False
    languages: frozenset[str] = frozenset()
    text: Localized = field(default_factory=Localized)
    stated_in_text: frozenset[str] = frozenset()

    @property
    def offered(self) -> frozenset[str]:
        """What others may look for here: being in a sector counts as offering it."""
        return self.is_in | self.offers

    @property
    def has_class(self) -> bool:
        """Whether a sector is named as exactly as the tree allows."""
        named = _class_codes()
        return not (named.isdisjoint(self.seeks) and named.isdisjoint(self.offers) and named.isdisjoint(self.is_in))


@cache
def _class_codes() -> frozenset[str]:
    """The codes that name a sector as exactly as the tree allows."""
    return frozenset(sector.code for sector in sector_tree() if sector.level == "class")


@dataclass(frozen=True, slots=True)
class ProfileAudience:
    """The rest of the event, as far as it is touched by what one firm leaves out (numbers of other firms)."""

    companies: int = 0
    certificate_seekers: int = 0
    read: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MissingPart:
    """One thing left out. ``percent``: its part of the meter; ``companies``: how many others it touches, None if
    unknown.

    Codes and what each costs: ``seeks`` (nobody can be suggested for what the company needs), ``offers`` (nobody finds
    it for what it can do), ``languages`` (its partners cannot tell whether an interpreter is needed), ``is_in`` (it
    is missing from the sector's list), ``certificates`` (firms that need one rank it lower), ``text`` (partners see
    codes only), ``goal`` (counted as balanced), ``precision`` (a broad sector finds fewer good partners),
    ``translation`` (readers of ``language`` see another one, and a note).
    """

    code: str
    percent: int
    companies: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class ProfileCompleteness:
    """How far a profile has come, 0 to 100, and what is missing, the dearest first."""

    percent: int
    missing: tuple[MissingPart, ...]

    @property
    def complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class _ProfilePart:
    percent: int
    given: Callable[[CompanyProfile], object]
    touches: Callable[[ProfileAudience], int] = lambda audience: audience.companies


_PROFILE_PARTS: Final[dict[str, _ProfilePart]] = {
    "seeks": _ProfilePart(25, lambda profile: profile.seeks or "seeks" in profile.stated_in_text),
    "offers": _ProfilePart(15, lambda profile: profile.offers or "offers" in profile.stated_in_text),
    "languages": _ProfilePart(15, lambda profile: profile.languages),
    "is_in": _ProfilePart(10, lambda profile: profile.is_in),
    "certificates": _ProfilePart(
        10, lambda profile: profile.holds or profile.holds_none, lambda audience: audience.certificate_seekers
    ),
    "text": _ProfilePart(10, lambda profile: profile.text),
    "goal": _ProfilePart(5, lambda profile: profile.goal),
    "precision": _ProfilePart(5, lambda profile: profile.has_class),
}
_TRANSLATIONS_PERCENT: Final = 100 - sum(part.percent for part in _PROFILE_PARTS.values())


def profile_completeness(profile: CompanyProfile, audience: ProfileAudience | None = None) -> ProfileCompleteness:
    """How complete a profile is, and what is missing, by its part of the meter.

    With an audience each missing thing says how many other companies it touches. One text in any language is what
    counts; its translations are the smallest part, and nothing is said of them while there is no text.
    """
    missing = [
        MissingPart(code, part.percent, part.touches(audience) if audience else None)
        for code, part in _PROFILE_PARTS.items()
        if not part.given(profile)
    ]
    missing += _missing_translations(profile, audience)
    return ProfileCompleteness(
        100 - sum(each.percent for each in missing) - (0 if profile.text else _TRANSLATIONS_PERCENT), tuple(missing)
    )


def _missing_translations(profile: CompanyProfile, audience: ProfileAudience | None) -> list[MissingPart]:
    """The languages a text is not yet in, those with most readers first."""
    absent = [language for language in LANGUAGES if not profile.text.exactly(language)]
    if len(absent) == len(LANGUAGES):
        return []
    readers = audience.read if audience else {}
    absent.sort(key=lambda language: -readers.get(language, 0))
    shares = _translation_shares(len(absent))
    return [
        MissingPart("translation", share, readers.get(language, 0) if audience else None, language)
        for language, share in zip(absent, shares, strict=True)
    ]


def _translation_shares(count: int) -> tuple[int, ...]:
    """The part of the meter that each missing translation bears: half of it for one, all of it for two."""
    half = _TRANSLATIONS_PERCENT // 2
    return {0: (), 1: (half,), 2: (_TRANSLATIONS_PERCENT - half, half)}[count]
