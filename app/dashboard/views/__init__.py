"""Pages that need all features: a firm's home, and the lists behind the organizer's overview."""

from app.dashboard.views import company, overview  # noqa: F401 they add routes
from app.dashboard.views.blueprint import dashboard

blueprints = (dashboard,)
