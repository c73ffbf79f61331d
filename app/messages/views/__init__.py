"""Pages about letters: an event's, those to a chamber's members, messages to groups, and which letters a reader
wants."""

from app.messages.views import choices, letters, members, message, texts
from app.messages.views import messages as all_messages
from app.messages.views.blueprint import messages

blueprints = (messages,)

__all__ = ["all_messages", "blueprints", "choices", "letters", "members", "message", "texts"]
