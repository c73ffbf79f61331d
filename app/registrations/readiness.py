"""How ready a firm is for the event: its profile, its people, its consent; what is missing and what that costs."""

from __future__ import annotations

from dataclasses import dataclass

from app.companies.profile import CompanyProfile, MissingPart, ProfileAudience, profile_completeness


@dataclass(frozen=True, slots=True)
class Readiness:
    """``percent``: of the profile, 0 to 100. ``lacks``: what is missing, the dearest first.

    Beside the profile's own codes: ``representative`` (nobody to seat: no meeting can be placed), ``consent`` (nobody
    asked about the attendee list: left out of every list), ``questions`` (so many that must be answered, about the
    company or one of its people, are not: the company cannot hand in its registration itself). ``bare``: nothing but
    a name.
    """

    percent: int
    lacks: tuple[MissingPart, ...]
    bare: bool

    @property
    def complete(self) -> bool:
        return not self.lacks


def assess_readiness(
    profile: CompanyProfile,
    audience: ProfileAudience,
    *,
    people: int,
    asked: bool,
    unanswered: int = 0,
) -> Readiness:
    """What a company with so many ``people`` still lacks; ``asked``: it has said yes or no to the attendee list;
    ``unanswered``: questions that must be answered.

    A translation that nobody at the event would read is no lack.
    """
    completeness = profile_completeness(profile, audience)
    unread = [part for part in completeness.missing if part.code == "translation" and not part.companies]
    lacks = [part for part in completeness.missing if part not in unread]
    if not (profile.offered or profile.seeks):  # whoever names no sector cannot name one more exactly
        lacks = [lack for lack in lacks if lack.code != "precision"]
    if not people:
        lacks.insert(0, MissingPart("representative", 0, audience.companies))
    if unanswered:
        lacks.insert(0 if people else 1, MissingPart("questions", 0, unanswered))
    if not asked:
        lacks.append(MissingPart("consent", 0))
    percent = completeness.percent + sum(part.percent for part in unread)
    return Readiness(percent, tuple(lacks), bare=not (profile.is_in or profile.offers or profile.seeks or profile.text))
