"""Pages about what came of meetings: each side says it, the desk keys it in, the organizer confirms it and counts."""

from app.outcomes.views import figures, recording  # noqa: F401 their routes
from app.outcomes.views.blueprint import outcomes

blueprints = (outcomes,)
