"""What a route about a letter or a message is about."""

from __future__ import annotations

from app.accounts.permissions import Role
from app.db import db
from app.events.queries.letter_texts import text_of
from app.events.scopes import event_at, roles_in
from app.floor.mail.queries import letter_of
from app.floor.web.guards import Seen
from app.messages.queries.messages import message_of
from app.registrations.models import Delegation
from app.registrations.scopes import roles_over

RUN_IT = frozenset({Role.ORGANIZER.value, Role.ADMINISTRATOR.value})


def a_letter(event: str, letter_id: int) -> Seen:
    """A letter of the event named in the address, with the user's roles there. Raises NotFound."""
    found = event_at(event)
    return Seen({"event": found, "letter": letter_of(found.id, letter_id)}, roles_in(found))


def a_message(event: str, message_id: int) -> Seen:
    """A message of the event, for its organizers, and for those who may act for all delegations in whose name it is
    written."""
    found = event_at(event)
    message = message_of(found, message_id)
    roles = roles_in(found) & RUN_IT
    if message.delegations:
        over = [roles_over(db.session.get_one(Delegation, one), found) for one in message.delegations]
        roles |= frozenset[str]().union(*over) if all(over) else frozenset()
    return Seen({"event": found, "message": message}, roles)


def a_text(event: str, text_id: int) -> Seen:
    """A text that the event keeps for messages. Raises NotFound."""
    found = event_at(event)
    return Seen({"event": found, "text": text_of(found.id, text_id)}, roles_in(found))
