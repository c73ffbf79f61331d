"""The people of a delegation, and the parts that they have in it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.errors import Invalid
from app.core.web.errors import error_text
from app.core.web.guards import allow
from app.events.models import Event
from app.registrations.models import Delegation
from app.registrations.party import PartyRole
from app.registrations.queries.party import Leader, leaders_of, members_of
from app.registrations.scopes import a_delegation
from app.registrations.services import party as services
from app.registrations.views.blueprint import registrations
from app.registrations.views.delegation import OWN_SIDE, tab
from app.registrations.wording import PARTS

ROLE = "role"
"""Fields of the form are called so, with the person's number after it."""


@registrations.route("/events/<slug:event>/delegations/<int:delegation_id>/people", methods=["GET", "POST"])
@allow(*OWN_SIDE, of=a_delegation)
def party(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Who comes, with which part; head and deputy are chosen here."""
    tab()
    if request.method == "GET":
        return _page(event, delegation)
    sent = _sent(delegation)
    try:
        changed = services.give_roles(delegation, sent, by=current_user.id)
    except Invalid as refused:
        return _page(event, delegation, refused=error_text(refused), sent=sent), 422
    flash(gettext("The parts are saved.") if changed else gettext("Nothing was changed."), "good")
    return redirect(url_for("registrations.party", event=event, delegation_id=delegation.id))


@registrations.app_template_global()
def leaders(delegation: Delegation) -> dict[str, Leader]:
    """Head and deputy of a delegation, as far as they are known."""
    return dict(leaders_of([delegation])[delegation.id])


def _page(
    event: Event, delegation: Delegation, *, refused: str = "", sent: dict[int, PartyRole | None] | None = None
) -> str:
    members = members_of(delegation.id)
    return render_template(
        "registrations/party.html",
        event=event,
        delegation=delegation,
        members=members,
        chosen={one.id: (sent or {}).get(one.id, one.role) for one in members},
        parts=PARTS,
        field=ROLE,
        refused=refused,
    )


def _sent(delegation: Delegation) -> dict[int, PartyRole | None]:
    """Of those who are in the delegation, what was sent; a word that is no part makes a plain member."""
    found: dict[int, PartyRole | None] = {}
    for one in members_of(delegation.id):
        word = request.form.get(f"{ROLE}{one.id}")
        if word is not None:
            found[one.id] = PartyRole(word) if word in list(PartyRole) else None
    return found
