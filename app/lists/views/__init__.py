"""Pages of attendee lists."""

from app.lists.views import attendees, exports, own_data, public, saved
from app.lists.views.blueprint import lists

blueprints = (lists,)

__all__ = ["attendees", "blueprints", "exports", "own_data", "public", "saved"]
