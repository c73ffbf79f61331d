"""What a route about a letter is about."""

from __future__ import annotations

from app.events.scopes import event_at, roles_in
from app.floor.mail.queries import letter_of
from app.floor.web.guards import Seen


def a_letter(event: str, letter_id: int) -> Seen:
    """A letter of the event named in the address, with the user's roles there. Raises NotFound."""
    found = event_at(event)
    return Seen({"event": found, "letter": letter_of(found.id, letter_id)}, roles_in(found))
