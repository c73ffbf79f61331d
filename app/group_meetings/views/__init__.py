"""The pages about group meetings."""

from app.group_meetings.views import (  # noqa: F401 they add routes
    group_meetings,
    hosting,
    invitation_link,
    shared_meetings,
)
from app.group_meetings.views.blueprint import blueprint

blueprints = (blueprint,)
