"""What a profile lacks and what that costs, said to the firm itself."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from app.companies.profile import MissingPart
from app.core.web.translations import lazy_gettext as _l
from app.registrations.states import is_handed_in
from app.registrations.views.blueprint import registrations

TITLES: dict[str, Any] = {
    "seeks": _l("Say what you seek"),
    "offers": _l("Say what you offer"),
    "languages": _l("Name the languages you meet in"),
    "is_in": _l("Name your sector"),
    "certificates": _l("Say which certificates you hold"),
    "text": _l("Write a few sentences about your firm"),
    "goal": _l("Say what you come for"),
    "precision": _l("Choose a more exact sector"),
    "representative": _l("Name who comes"),
    "consent": _l("Say whether you may be listed"),
    "questions": _l("Answer what the organizer asks"),
}
TRANSLATIONS: dict[str, Any] = {
    "en": _l("Add your text in English"),
    "zh": _l("Add your text in Chinese"),
    "fr": _l("Add your text in French"),
}
COSTS: dict[str, Any] = {
    "seeks": _l("Nobody can be suggested for what you need."),
    "offers": _l("You are found by your sectors alone."),
    "languages": _l("It raises no rank: it tells partners whether an interpreter is needed."),
    "is_in": _l("You are missing from your sector’s list."),
    "text": _l("Partners see codes only."),
    "goal": _l("You are counted as balanced."),
    "precision": _l("A broad sector finds fewer good partners."),
    "representative": _l("No meeting can be placed."),
    "consent": _l("You are left out of every list that others take home."),
    "questions": _l("Without these answers the registration cannot be handed in."),
}
UNCOUNTED: dict[str, Any] = {
    "certificates": _l("No firm asks for certificates so far."),
}
"""What it costs while no other firm is known to be concerned; true without a number."""
ANCHORS = {
    "seeks": "sectors",
    "offers": "sectors",
    "is_in": "sectors",
    "precision": "sectors",
    "languages": "tongues",
    "certificates": "certificates",
    "text": "texts",
    "translation": "texts",
    "goal": "goal",
    "representative": "people",
    "consent": "consent",
    "questions": "asked",
}


@registrations.app_template_global()
def lack_title(one: MissingPart) -> str:
    """What to do about something that is missing."""
    return str(TRANSLATIONS[one.language] if one.code == "translation" else TITLES[one.code])


@registrations.app_template_global()
def lack_cost(one: MissingPart, state: str) -> str:
    """What it costs not to: how many firms would rank it higher, where it is any; else what else it costs, counted from
    the other firms where these are known. ``state``: of the registration."""
    if one.code == "questions" and is_handed_in(state):
        return str(gettext("The organizer asks this of every firm."))
    if one.higher:
        return _higher(one.higher)
    known = COSTS.get(one.code) or (None if one.firms else UNCOUNTED.get(one.code))
    return str(known or _counted(one.code, one.firms or 0))


def _higher(firms: int) -> str:
    return str(
        ngettext("%(num)d firm would rank you higher with it.", "%(num)d firms would rank you higher with it.", firms)
    )


def _counted(code: str, firms: int) -> str:
    """What it costs, by the number of the firms concerned."""
    counted = {
        "certificates": ngettext(
            "%(num)d firm looks for certificates.",
            "%(num)d firms look for certificates.",
            firms,
        ),
        "translation": ngettext(
            "%(num)d firm reads another language instead.", "%(num)d firms read another language instead.", firms
        ),
    }
    return str(counted[code])


@registrations.app_template_global()
def lack_anchor(one: MissingPart) -> str:
    """Where on the profile it is filled in."""
    return ANCHORS[one.code]
