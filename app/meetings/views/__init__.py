"""Pages about meetings: one firm's requests, times and agenda; a delegation's; the whole event's."""

from app.meetings.views import agenda, booking, calendars, overview, pictures, programmes, requests
from app.meetings.views.blueprint import meetings

blueprints = (meetings,)

__all__ = ["agenda", "blueprints", "booking", "calendars", "overview", "pictures", "programmes", "requests"]
