"""Letters about meetings, and the calendar entries that go with them."""

from app.meetings.mails.letters import NOT_NEEDED, tell, tell_arranger

__all__ = ["NOT_NEEDED", "tell", "tell_arranger"]
