"""What a route about a letter or a message is about."""

from __future__ import annotations

from app.accounts.permissions import Role
from app.core.db import db
from app.core.mail.queries import get_email
from app.core.web.guards import ScopeResult
from app.events.queries.description import get_free_text
from app.events.scopes import event_at, roles_in
from app.messages.queries.messages import get_message
from app.registrations.models import Delegation
from app.registrations.scopes import get_delegation_roles

MESSAGE_ROLES = frozenset({Role.ORGANIZER.value, Role.ADMINISTRATOR.value})


def an_email(event: str, letter_id: int) -> ScopeResult:
    """A letter of the event named in the address, with the user's roles there. Raises NotFound."""
    this_event = event_at(event)
    return ScopeResult({"event": this_event, "letter": get_email(this_event.id, letter_id)}, roles_in(this_event))


def a_message(event: str, message_id: int) -> ScopeResult:
    """A message of the event, for its organizers, and for those who may act for all delegations in whose name it is
    written."""
    this_event = event_at(event)
    message = get_message(this_event, message_id)
    roles = roles_in(this_event) & MESSAGE_ROLES
    if message.delegations:
        over = [
            get_delegation_roles(db.session.get_one(Delegation, delegation_id), this_event)
            for delegation_id in message.delegations
        ]
        roles |= frozenset[str]().union(*over) if all(over) else frozenset()
    return ScopeResult({"event": this_event, "message": message}, roles)


def a_text(event: str, text_id: int) -> ScopeResult:
    """A text that the event keeps for messages. Raises NotFound."""
    this_event = event_at(event)
    return ScopeResult({"event": this_event, "text": get_free_text(this_event.id, text_id)}, roles_in(this_event))
