"""What a route about a letter or a message is about."""

from __future__ import annotations

from app.accounts.permissions import Role
from app.core.db import db
from app.core.mail.queries import get_email
from app.core.web.guards import ScopeResult
from app.events.queries.description import get_free_text
from app.events.scopes import event_at, roles_in
from app.messages.queries.messages import message_of
from app.registrations.models import Delegation
from app.registrations.scopes import roles_over

RUN_IT = frozenset({Role.ORGANIZER.value, Role.ADMINISTRATOR.value})


def a_letter(event: str, letter_id: int) -> ScopeResult:
    """A letter of the event named in the address, with the user's roles there. Raises NotFound."""
    found = event_at(event)
    return ScopeResult({"event": found, "letter": get_email(found.id, letter_id)}, roles_in(found))


def a_message(event: str, message_id: int) -> ScopeResult:
    """A message of the event, for its organizers, and for those who may act for all delegations in whose name it is
    written."""
    found = event_at(event)
    message = message_of(found, message_id)
    roles = roles_in(found) & RUN_IT
    if message.delegations:
        over = [roles_over(db.session.get_one(Delegation, one), found) for one in message.delegations]
        roles |= frozenset[str]().union(*over) if all(over) else frozenset()
    return ScopeResult({"event": found, "message": message}, roles)


def a_text(event: str, text_id: int) -> ScopeResult:
    """A text that the event keeps for messages. Raises NotFound."""
    found = event_at(event)
    return ScopeResult({"event": found, "text": get_free_text(found.id, text_id)}, roles_in(found))
