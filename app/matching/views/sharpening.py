"""What would sharpen a firm's list of suggestions: a profile that is fuller, narrower or more precise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set

from flask_babel import gettext, ngettext

from app.companies.sectors.tree import sector_tree
from app.matching.parameters import DEFAULT
from app.matching.queries.gains import gains_of
from app.registrations.models import Registration

MANY = 2 * DEFAULT.breadth_codes
"""As the organizer's page of weak lists calls a profile too broad."""
CLASS_DEPTH = 3
"""In the tree of sectors: section, division, group, class."""


def sharpening(registration: Registration, codes: Mapping[str, Set[str]]) -> list[str]:
    """In sentences, the weightiest first; [] where the profile leaves nothing to wish for. ``codes``: kind → its
    sectors."""
    is_in, offers, seeks = (codes.get(kind, set()) for kind in ("is_in", "offers", "seeks"))
    return [
        *_missing(registration),
        *_too_many(seeks, offers or is_in),
        *_too_broad(seeks | offers),
    ]


def _missing(registration: Registration) -> list[str]:
    firms = max(gains_of(registration.event_id, [registration.id]).get(registration.id, {"": 0}).values(), default=0)
    if not firms:
        return []
    return [
        ngettext(
            "Your profile leaves something out; with it, %(num)d firm would rank you higher.",
            "Your profile leaves something out; with it, up to %(num)d firms would rank you higher.",
            firms,
        )
    ]


def _too_many(sought: Collection[str], offered: Collection[str]) -> list[str]:
    told = []
    if len(sought) > MANY:
        told.append(
            gettext("You seek in %(num)d sectors, so each counts for little. Keep those that matter.", num=len(sought))
        )
    if len(offered) > MANY:
        told.append(
            gettext(
                "You offer in %(num)d sectors, so each counts for little. Keep those that matter.", num=len(offered)
            )
        )
    return told


def _too_broad(codes: Collection[str]) -> list[str]:
    broad = [code for code in codes if _classes(code) > 1]
    if not broad:
        return []
    return [
        ngettext(
            "%(num)d of your sectors is broad: a class of four digits says more.",
            "%(num)d of your sectors are broad: classes of four digits say more.",
            len(broad),
        )
    ]


def _classes(code: str) -> int:
    return sum(sector_tree()[each].depth == CLASS_DEPTH for each in sector_tree().subtree(code))
