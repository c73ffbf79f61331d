"""The pages about who should meet whom."""

from app.matching.views import fill_up, preferences, ranking, suggestions  # noqa: F401 they add routes
from app.matching.views.blueprint import matching

blueprints = (matching,)
