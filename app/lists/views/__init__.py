"""Pages of attendee lists."""

from app.lists.views import attendees, own_data, publicity, thanks
from app.lists.views.blueprint import lists

blueprints = (lists,)

__all__ = ["attendees", "blueprints", "own_data", "publicity", "thanks"]
