"""What the authorisation matrix expects in each cell, reckoned from what a route declares and who holds which role.

Written apart from the application's scopes, so that a slip in those shows.
"""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.architecture.route_table import Route
from tests.architecture.world import FOREIGN, PRIVATE, SISTER

IN_OWN_EVENT = {
    "administrator": {"administrator", "organizer"},
    "organizer": {"organizer"},
    "event_organizer": {"organizer"},
    "desk": {"desk"},
    "chamber": {"chamber"},
    "delegation_head": {"delegation_head"},
    "company": {"company"},
    "rival": {"company"},
}
OF_HOST = ("administrator", "organizer")
OF_EVENT = (*OF_HOST, "event_organizer")
WIDE_SCOPES = {"a_registration"}
"""Scopes about a firm that let in everybody who takes part in its event."""

OF_ORGANISATIONS = {"own_organisations", "an_event_to_copy"}
"""Scopes of what somebody does for an organisation: a role in one of its events is not enough."""

OF_HOUSES = {"own": {"administrator": {"administrator"}, "organizer": {"organizer"}}}
OF_HOUSES["other_event"] = {"chamber": {"chamber"}}
"""Who holds what in the organisation that stands at a place: the host, and the chamber of the own delegation."""

MAY_BE_DOWN = {"/readyz"}
"""It says 503 where no worker runs, as here."""

SIGN_IN, OPEN, NO_ERROR, ABSENT, FORBIDDEN, REFUSED = "sign-in", "let in", "no error", "404", "403", "403 or 404"


def expected(route: Route, who: str, place: str) -> str:
    """What must come of it: one of the words above."""
    if route.is_public:
        return OPEN if place == "own" else NO_ERROR
    if who == "anonymous":
        return SIGN_IN
    if route.is_personal:
        return OPEN if place == "own" else ABSENT
    held = held_roles(route, who, place)
    if route.scope in OF_ORGANISATIONS and who not in OF_HOST:
        return FORBIDDEN if held or route.scope == "own_organisations" else ABSENT
    if not held:
        return ABSENT
    if not held & set(route.roles):
        return REFUSED if place == "smuggled_part" else FORBIDDEN
    return ABSENT if place == "smuggled_part" else OPEN


def held_roles(route: Route, who: str, place: str) -> set[str]:
    """The roles that ``who`` holds over what stands at ``place``, for a route of this scope."""
    if route.scope == "an_organisation":
        return OF_HOUSES.get("own" if place == "smuggled_part" else place, {}).get(who, set())
    in_event = IN_OWN_EVENT.get(who, set())
    if place in ("absent", "smuggled", "other_organisation") or not in_event:
        return set()
    if place == "other_event":
        return in_event if who in OF_HOST else set()
    narrow = route.scope not in WIDE_SCOPES
    if who in OF_EVENT or not narrow:
        return in_event
    if "<int:registration_id>" in route.path:
        return in_event if who in _answering(place, "company", "rival") else set()
    if any(f"<int:{name}>" in route.path for name in ("delegation_id", "guest_id", "message_id", "batch_id")):
        return in_event if who in _answering(place) else set()
    return in_event


def _answering(place: str, mine: str = "", theirs: str = "") -> set[str]:
    """Who answers for a firm or a delegation there, besides the organizers."""
    return {theirs} if place == "other_company" else {"chamber", "delegation_head", mine}


def secrets_from(who: str) -> tuple[str, ...]:
    """The canaries that ``who`` must never see."""
    if who in OF_HOST:
        return (FOREIGN,)
    if who in ("event_organizer", "desk"):
        return (FOREIGN, SISTER)
    return (FOREIGN, SISTER, PRIVATE)


def outcome(answer: TestResponse, who: str) -> str:
    """An answer in the words of ``expected``. Whoever is signed in is never asked to be; only sign-out leads there."""
    status, leads_to = answer.status_code, answer.location or ""
    if status >= 500 and answer.request.path not in MAY_BE_DOWN:
        return f"error {status}"
    if who == "anonymous" and status in (301, 302, 303) and leads_to.startswith("/sign-in"):
        return SIGN_IN
    return {401: "401", 403: FORBIDDEN, 404: ABSENT}.get(status, OPEN)


def agrees(wanted: str, came: str) -> bool:
    if wanted == REFUSED:
        return came in (ABSENT, FORBIDDEN)
    return came == wanted or (wanted == NO_ERROR and not came.startswith("error"))
