"""Build the model event: people, registrations, meetings, each in a file of its own."""

from app.demo.services.building import OtherData, build

__all__ = ["OtherData", "build"]
