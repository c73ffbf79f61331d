"""Letters about meetings, and the calendar entries that go with them."""

from app.meetings.mails.letters import tell, tell_arranger

__all__ = ["tell", "tell_arranger"]
