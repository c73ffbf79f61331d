"""Letters: written in the transaction that causes them, sent after its commit, at least once.

A letter's text is made when it is written, in the reader's language; its Message-ID is fixed then, so that one which is
sent twice after a crash is recognised as the same.
"""

from app.floor.mail.sending import write_down  # its import registers what consumers do, too
from app.floor.mail.services import discard, release, send_again, send_failed_again, write_letter

__all__ = ["discard", "release", "send_again", "send_failed_again", "write_down", "write_letter"]
