"""Pages of the day: the desk."""

from app.day.views import desk  # noqa: F401 they add routes
from app.day.views.blueprint import day

blueprints = (day,)
