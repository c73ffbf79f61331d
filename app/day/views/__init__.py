"""Pages of the day: the desk, letting people in, the screens in the hall, a day that runs late."""

from app.day.views import (  # noqa: F401 they add routes
    arrivals,
    boards,
    desk,
    lateness,
    reassignments,
    shifts,
    walk_ins,
)
from app.day.views.blueprint import day

blueprints = (day,)
