"""Pages of events."""

from app.events.views import administration, blueprint, editing, overview, people, public
from app.events.views.blueprint import events

blueprints = (events,)

__all__ = [
    "administration",
    "blueprint",
    "blueprints",
    "editing",
    "overview",
    "people",
    "public",
]
