"""The pages about who should meet whom."""

from app.matching.views import comparing, filling, how, keeping, market, pinning, suggestions, weights, welcome, wishes  # noqa: F401 they add routes
from app.matching.views.blueprint import matching

blueprints = (matching,)
