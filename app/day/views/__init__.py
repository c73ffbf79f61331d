"""Pages of the day: the desk, and letting people in."""

from app.day.views import checking_in, desk, greeting, poster, walking_in  # noqa: F401 they add routes
from app.day.views.blueprint import day

blueprints = (day,)
