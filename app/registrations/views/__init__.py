"""The pages about registrations. Each module adds its routes to the one blueprint."""

from app.registrations.views import firm_link, profile, welcome, words  # noqa: F401 they add routes
from app.registrations.views.blueprint import registrations

blueprints = (registrations,)
