"""Pages about emails: an event's, those to a chamber's members, messages to groups, and which emails a reader
wants."""

from app.messages.views import choices, emails, message, texts
from app.messages.views.blueprint import messages

blueprints = (messages,)

__all__ = ["blueprints", "choices", "emails", "message", "texts"]
