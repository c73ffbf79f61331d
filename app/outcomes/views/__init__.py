"""Pages about what came of meetings: each side says it, the desk keys it in, the organizer confirms it and counts."""

from app.outcomes.views import confirming, figure_files, figure_lists, figures, keying, saying  # noqa: F401 they add routes
from app.outcomes.views.blueprint import outcomes

blueprints = (outcomes,)
