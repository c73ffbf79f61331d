"""The pages about registrations. Each module adds its routes to the one blueprint."""

from app.registrations.views.blueprint import registrations

blueprints = (registrations,)
