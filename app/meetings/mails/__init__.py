"""Letters about meetings, and the calendar entries that go with them."""

from app.meetings.mails.notifications import NOT_NEEDED, notify_arranger, write_emails

__all__ = ["NOT_NEEDED", "notify_arranger", "write_emails"]
