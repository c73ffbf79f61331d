"""The live secrets of the matrix: what an address that takes one is asked with."""

from __future__ import annotations

import json

from flask import current_app

from app.accounts.models import User
from app.accounts.services.tokens import issue
from app.accounts.tokens import Purpose, of_user
from app.events.models import Event
from app.lists.publicity import mark_of
from app.registrations.models import Delegation
from app.registrations.queries.links import link_of, token_of
from app.registrations.services.consents import record
from app.registrations.services.links import give_links
from tests import factories
from tests.architecture.examples import colleague


def firm_links(event: Event, delegation: Delegation) -> dict[str, str]:
    """The link of a firm that nobody has claimed."""
    firm = factories.firm(event, name="Invited firm", state="invited", delegation_id=delegation.id)
    give_links([firm])
    link = link_of(firm)
    assert link is not None
    endpoints = ("firm_link", "claim", "ask_to_join", "not_ours")
    return {f"registrations.{endpoint}": token_of(link) for endpoint in endpoints}


def in_public(event: Event) -> dict[str, str]:
    """The address of a firm that agreed to stand in the public directory, with a logo."""
    firm = factories.firm(event, name="Public firm")
    record(firm, {"public_directory": True}, language="en")
    colleague(firm)
    mark = mark_of(firm.id, current_app.config["SECRET_KEY"])
    return {f"lists.{endpoint}": mark for endpoint in ("public_firm_page", "public_logo")}


def of_accounts(user: User, event: Event) -> dict[str, str]:
    told = {"email": "invited@example.org", "name": "Invited", "role": "desk", "next": "", "language": "en"}
    sign_in = issue(Purpose.SIGN_IN, of_user(user.id))
    reset = issue(Purpose.RESET, of_user(user.id))
    email = issue(Purpose.EMAIL, of_user(user.id), payload="new@example.org")
    invitation = issue(Purpose.INVITE, f"event:{event.id}", payload=json.dumps(told))
    return {
        "accounts.link": sign_in,
        "accounts.use_link": sign_in,
        "accounts.reset": reset,
        "accounts.use_reset": reset,
        "accounts.confirm_email": email,
        "accounts.use_confirmation": email,
        "accounts.invitation": invitation,
        "accounts.accept_invitation": invitation,
    }
