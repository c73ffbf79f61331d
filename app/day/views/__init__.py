"""Pages of the day: the desk, letting people in, the screens in the hall."""

from app.day.views import boards, checking_in, desk, greeting, poster, screen, walking_in  # noqa: F401 they add routes
from app.day.views.blueprint import day

blueprints = (day,)
