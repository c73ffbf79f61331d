"""What happened to a group meeting is said to firms that have a part in it."""

from __future__ import annotations

from collections.abc import Collection

from app.core.models import Notice
from app.events.models import Slot
from app.meetings.mails.places import Was
from app.meetings.mails.rounds import tell_round
from app.meetings.mails.voices import NO_CHANGE, Voices
from app.meetings.mails.who_comes import Sitters, tell_who_comes
from app.meetings.services.rounds.steps import Round
from app.registrations.models import Registration


def say(
    found: Round,
    notice: Notice,
    kind: str,
    *to: Registration,
    guest: Registration | None = None,
    held: Slot | None = None,
    was: Was = (None, None),
    why: str = "",
    voices: Voices = NO_CHANGE,
    together: bool = False,
    settles: bool = False,
) -> None:
    """The letter of this kind, as of ``tell_round``."""
    about = (found.meeting, found.about, found.host)
    tell_round(
        *(notice, *about, kind),
        to=to,
        guest=guest,
        held=held,
        was=was,
        why=why,
        voices=voices,
        together=together,
        settles=settles,
    )


def say_who_comes(
    found: Round,
    notice: Notice,
    firm: Registration,
    before: Sitters,
    *,
    kind: str,
    but: Collection[int] = (),
    also: str | None = None,
) -> None:
    """All whose calendars name who sat there ``before`` learn who does now for ``firm``, or that it no longer comes;
    ``but``: those who are told so otherwise; ``also``: the address of who has come."""
    to = [one for one in found.held if one.id not in but]
    tell_who_comes(notice, found.meeting, found.about, found.host, firm, kind, to=to, before=before, also=also)


def say_to_invited(
    found: Round, notice: Notice, *, was: Was = (None, None), together: bool = False, settles: bool = False
) -> None:
    """Whoever is invited and has not answered yet learns how the meeting stands now; what it read before is not true
    any more. ``was``: as of ``tell_round``."""
    say(found, notice, "changed", *found.asked, was=was, together=together, settles=settles)
