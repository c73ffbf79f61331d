"""What a firm keeps to itself about others: never with, already known, hidden, saved; each with its way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.web.guards import allow
from app.core.web.locale import in_a_row
from app.core.web.routing import current_arguments
from app.events.models import Event
from app.matching import services
from app.matching.queries.basis import COMPETITOR
from app.matching.queries.kept import kept_by
from app.matching.views.blueprint import FIRM, matching
from app.meetings.views.blueprint import never_cost
from app.meetings.views.never_said import never_in_groups
from app.registrations.models import UNINTERESTING, Registration
from app.registrations.queries.from_above import Standing, standing_with
from app.registrations.scopes import own_firm, partner_at


@dataclass(frozen=True)
class KeptNow:
    """What the reader has just said of another firm, and the sentence that tells so."""

    other_id: int
    kind: str
    said: str


@matching.post(f"{FIRM}/suggestions/<int:other_id>/<any(never, known, hidden, saved):kind>")
@allow(Role.COMPANY, of=own_firm)
def say(event: Event, registration: Registration, other_id: int, kind: str) -> ResponseReturnValue:
    """Keep something about another firm; nobody else sees it, neither its chamber nor the organizer."""
    partner_at(event, other_id)
    because = request.form.get("because")
    services.say(registration, other_id, kind, by=current_user.id, because=because)
    in_groups = _in_groups(event, registration, other_id, kind)
    meant = COMPETITOR if kind == "hidden" and because == COMPETITOR else kind
    said = in_a_row([_said(meant, standing_with(registration.id, other_id)), *in_groups])
    if request.args.get("back") is None:
        session["kept_now"] = (registration.id, other_id, kind, said)
    else:
        flash(said, "good")
    return _back(event, registration, other_id)


@matching.post(f"{FIRM}/suggestions/<int:other_id>/<any(never, known, hidden, saved, wanted):kind>/undo")
@allow(Role.COMPANY, of=own_firm)
def unsay(event: Event, registration: Registration, other_id: int, kind: str) -> ResponseReturnValue:
    services.unsay(registration, other_id, kind, by=current_user.id)
    flash(gettext("Taken back."), "info")
    return _back(event, registration, other_id)


@matching.get(f"{FIRM}/suggestions/kept")
@allow(Role.COMPANY, of=own_firm)
def kept(event: Event, registration: Registration) -> ResponseReturnValue:
    """What this firm keeps to itself about others, each with its undo."""
    return render_template(
        "matching/kept.html",
        event=event,
        registration=registration,
        rows=kept_by(registration),
        reasons=uninteresting_words(),
    )


def uninteresting_words() -> dict[str, str]:
    """Why a firm is not interesting, by code, as the reader chooses it."""
    words = {
        "competitor": gettext("It is a competitor"),
        "field": gettext("It is in another field than ours"),
        "nothing_new": gettext("It brings nothing that we need"),
        "place": gettext("It works in the wrong place"),
        "size": gettext("It is too large or too small for us"),
    }
    return {code: words[code] for code in UNINTERESTING}


def kept_now(registration: Registration) -> KeptNow | None:
    """What was kept a moment ago, told once with its way back."""
    firm_id, other_id, kind, said = session.pop("kept_now", (None, 0, "", ""))
    return KeptNow(other_id, kind, said) if firm_id == registration.id else None


def _in_groups(event: Event, registration: Registration, other_id: int, kind: str) -> list[str]:
    """What a *never* leaves as it is at the group meetings of both."""
    return [one.says for one in never_in_groups(event, registration.id, other_id)] if kind == "never" else []


def _said(kind: str, standing: Standing | None) -> str:
    if kind == "never" and standing is not None and standing.is_live:
        marked = gettext("Marked as “never”; nobody sees it.")
        return in_a_row((marked, never_cost(standing)))
    words: dict[str, Any] = {
        "never": gettext("Marked as “never”. Nobody sees it; it can be taken back under “What you keep to yourself”."),
        "hidden": gettext(
            "Not interesting: it is suggested to you no more, and others take its place. Nobody sees it; it can be "
            "taken back under “What you keep to yourself”."
        ),
        "saved": gettext("Saved."),
        COMPETITOR: gettext(
            "Marked as a competitor: neither of you is suggested to the other any more. Nobody sees it; it can be "
            "taken back under “What you keep to yourself”."
        ),
        "known": gettext(
            "Marked as already known: neither of you is suggested to the other any more, and either may still ask. "
            "Nobody sees it; it can be taken back under “What you keep to yourself”."
        ),
    }
    return str(words[kind])


def _searched_for() -> dict[str, Any]:
    """What the directory was asked for when a firm of it was marked."""
    return {name: values for name, values in current_arguments("back", "lang", "theme").items() if any(values)}


def _back(event: Event, registration: Registration, other_id: int) -> ResponseReturnValue:
    """To the page that was left (``?back=``): the other firm's, the directory, the requests; else the suggestions."""
    back = request.args.get("back")
    if back == "firm":
        return redirect(url_for("registrations.firm", event=event, registration_id=other_id))
    if back == "directory":
        return redirect(url_for("registrations.directory", event=event, **_searched_for()))
    if back in ("requests", "kept"):
        page = {"requests": "meetings.requests", "kept": "matching.kept"}[back]
        return redirect(url_for(page, event=event, registration_id=registration.id))
    return redirect(url_for("matching.suggestions", event=event, registration_id=registration.id))
