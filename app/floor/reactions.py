"""What messages and time set going on the floor: loaded with the application, so that every process knows it."""

from app.floor import jobs, mail, prune
from app.floor.erasing import jobs as erasing

__all__ = ["erasing", "jobs", "mail", "prune"]
