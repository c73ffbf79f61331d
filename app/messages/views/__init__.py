"""Pages about letters: an event's, those to a chamber's members, and how often a reader wants them."""

from app.messages.views import choices, letters, members
from app.messages.views.blueprint import messages

blueprints = (messages,)

__all__ = ["blueprints", "choices", "letters", "members"]
