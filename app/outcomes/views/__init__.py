"""Pages about what came of meetings: each side says it, the desk keys it in, the organizer confirms it and counts."""

from app.outcomes.views import (  # noqa: F401 they add routes
    confirming,
    earlier,
    figure_files,
    figure_lists,
    figures,
    keying,
    saying,
)
from app.outcomes.views.blueprint import outcomes

blueprints = (outcomes,)
