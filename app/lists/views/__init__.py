"""Pages of attendee lists."""

from app.lists.views import attendees, exports, saved
from app.lists.views.blueprint import lists

blueprints = (lists,)

__all__ = ["attendees", "blueprints", "exports", "saved"]
