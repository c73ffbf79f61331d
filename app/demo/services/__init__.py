"""Build the model event: people, registrations, meetings, each in a file of its own."""

from app.demo.services.building import OtherEventExists, build_model_event

__all__ = ["OtherEventExists", "build_model_event"]
