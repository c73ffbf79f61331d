"""What registrations tell the features above; sent inside the transaction that changes the registration."""

from __future__ import annotations

from blinker import signal

registration_approved = signal("registration-approved")
"""Sender: the Registration, which takes part from now on."""

registration_cancelled = signal("registration-cancelled")
"""Sender: the Registration, which takes part no longer; ``by``: the user's id or None. Its meetings end, its claims are
free again and its partners are told."""

registration_returned = signal("registration-returned")
"""Sender: the Registration, not approved, that was not begun, had left or waited, and is on its way into the event."""

profile_saved = signal("profile-saved")
"""Sender: the Registration whose firm, people or wishes changed."""

person_replaced = signal("person-replaced")
"""Sender: the Representative who stands for the company from now on; ``old``: in whose place; ``registration``: the
company. What the company has agreed upon stays, with the new person."""

languages_changed = signal("speech-changed")
"""Sender: the Registration that speaks otherwise from now on, or one of whose people does (``person``, else None);
``by``: the user's id or None. Who interprets for it is looked at anew."""

person_absent = signal("person-absent")
"""Sender: the Representative who is about to be absent at the half days in its ``absent``. Whoever needs the person at
one of them refuses by raising."""

recipient_leaves = signal("reader-leaves")
"""Sender: the Registration whose emails go to ``address`` no longer, unless somebody else of it reads there;
``language``: in which they did; ``notice``: what was done. What the reader's calendar holds of the company goes."""

account_reopened = signal("account-reopened")
"""Sender: the User without an e-mail whom a fresh link let in again. What they wrote for themselves before goes."""

person_leaves = signal("person-leaves")
"""Sender: the Representative who is about to stand for the company no longer; ``registration``: the company. Whoever
needs the person there refuses by raising."""

gate_list_exported = signal("gate-list-taken")
"""Sender: the Event whose list for the gate left; ``taken``: a ``services.sealed.Taken``. Whoever keeps where data went
notes it."""
