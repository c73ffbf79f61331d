"""Letters: written in the transaction that causes them, sent after its commit, at least once.

A letter's text is made when it is written, in the reader's language; its Message-ID is fixed then, so that one which is
sent twice after a crash is recognised as the same.
"""

from app.floor.mail import sending  # noqa: F401 it registers what consumers do
from app.floor.mail.services import discard, release, send_again, write_letter

__all__ = ["discard", "release", "send_again", "write_letter"]
