"""The pages of an import; they add their routes to the blueprint of registrations."""

from app.importing.views import (  # noqa: F401 they add routes
    imports,
)
