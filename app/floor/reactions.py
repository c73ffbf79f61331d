"""What messages and time set going on the floor: loaded with the application, so that every process knows it."""

from app.floor import jobs, mail, prune

__all__ = ["jobs", "mail", "prune"]
