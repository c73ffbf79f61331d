"""The pages of an import."""

from app.importing.views import (  # noqa: F401 they add routes
    imports,
)
from app.importing.views.blueprint import blueprint

blueprints = (blueprint,)
