"""Letters about meetings, and the calendar entries that go with them."""

from app.meetings.mails.letters import tell

__all__ = ["tell"]
