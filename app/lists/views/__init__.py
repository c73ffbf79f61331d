"""Pages of attendee lists."""

from app.lists.views import attendees, catalogue, exports, own_data, public, saved, thanks
from app.lists.views.blueprint import lists

blueprints = (lists,)

__all__ = ["attendees", "blueprints", "catalogue", "exports", "own_data", "public", "saved", "thanks"]
