"""Pages of events."""

from app.events.views import allowing, front, making, moving, online, overview, people, public
from app.events.views.blueprint import events

blueprints = (events,)

__all__ = ["allowing", "blueprints", "front", "making", "moving", "online", "overview", "people", "public"]
