"""How a letter fared, in words."""

from __future__ import annotations

from typing import Any

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.floor.mail.wording import letters_leave, sent_word

STATES: dict[str, tuple[str, Any]] = {
    "held": ("wait", _l("on hold")),
    "queued": ("wait", _l("to be sent")),
    "sending": ("wait", _l("being sent")),
    "sent": ("good", LazyString(sent_word, kept=False)),
    "failed": ("bad", _l("not sent")),
    "dropped": ("none", _l("discarded")),
}
"""State of a letter → kind of ``components/state.html``, word."""
KEPT = ("wait", LazyString(sent_word, kept=True))
"""Of a letter that went into a file, because no mail server was set: nobody has got it."""
MARKS = {**STATES, "kept": KEPT}


def said_of_failed(count: int) -> tuple[str, str]:
    """What has become of letters that had failed and go again, and the kind of notice that says it."""
    if not count:
        return gettext("No letter had failed. Nothing was sent."), "info"
    if not letters_leave():
        return gettext("The letters are written to the outbox. Nobody gets them: no mail server is set."), "wait"
    return ngettext("%(num)d letter is on its way again", "%(num)d letters are on their way again", count), "good"
