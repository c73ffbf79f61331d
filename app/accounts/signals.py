"""What accounts tell the features above; sent inside a transaction."""

from __future__ import annotations

from blinker import signal

unknown_email_asked = signal("stranger-asks")
"""Sender: an e-mail address, normalised, that no account has and that asks for a way in; ``page``: the path of the page
wanted, or nothing. Whoever knows the address may mail it one; who asks is told nothing of it."""

password_chosen = signal("password-chosen")
"""Sender: the User; receivers answer with the names of whom and what the user belongs to, for none may stand in it."""

account_without_email_signed_in = signal("account-without-email-entered")
"""Sender: the User without an e-mail whom a mailed link let in, before the session begins."""

invitation_accepted = signal("invitation-accepted")
"""Sender: the User who accepted; ``kind`` and ``number``: to what, where it is neither an organisation nor an event.
Raises where it is open no longer."""
