"""Emails: written in the transaction that causes them, sent after its commit, at least once.

An email's text is made when it is written, in the reader's language; its Message-ID is fixed then, so that one which is
sent twice after a crash is recognised as the same.
"""

from app.core.mail.outbox import create_email, discard_emails, release_emails, resend_email, resend_failed_emails
from app.core.mail.sending import write_to_file  # its import registers what consumers do, too

__all__ = ["create_email", "discard_emails", "release_emails", "resend_email", "resend_failed_emails", "write_to_file"]
