"""Pages of events."""

from app.events.views import front, making, moving, overview, people, public
from app.events.views.blueprint import events

blueprints = (events,)

__all__ = ["blueprints", "front", "making", "moving", "overview", "people", "public"]
