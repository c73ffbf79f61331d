"""The pages about who should meet whom."""

from app.matching.views import suggestions, welcome, wishes  # noqa: F401 they add routes
from app.matching.views.suggestions import matching

blueprints = (matching,)
