"""Pages of the day: the desk, letting people in, the screens in the hall, a day that runs late."""

from app.day.views import (  # noqa: F401 they add routes
    boards,
    checking_in,
    desk,
    greeting,
    interpreting,
    late,
    moving,
    offering,
    poster,
    screen,
    shift,
    swapping,
    syncing,
    walking_in,
)
from app.day.views.blueprint import day

blueprints = (day,)
