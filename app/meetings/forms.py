"""What a firm types about a meeting."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired

from app.core.errors import Invalid
from app.core.parsing import parse_id
from app.core.web.forms import CountField, Form, IdField, KnownWord, LineField, TextField, VersionField, select_choices
from app.core.web.translations import lazy_gettext as _l
from app.meetings.models import MESSAGE_LENGTH, TOPIC_LENGTH
from app.meetings.refusals import CHOICES, Refusal, Why
from app.meetings.roundtables import LEAST_SEATS, MOST_SEATS

READERS = ("theirs", "organizer")
"""Who reads why a firm declined: the other side, or who runs the event alone."""
ONE_OF_THE_TIMES = _l("Choose one of the times.")
ONE_OF_THE_FIRMS = _l("Choose one of the firms.")


def several(label: Any = None, *, choose: Any) -> SelectMultipleField:
    """Ticks with ids, of which the service knows which there are. ``choose``: as of ``IdField``."""
    return SelectMultipleField(label, coerce=parse_id, validate_choice=False, invalid_value_message=choose)  # type: ignore[call-arg]  # newer than stubs


class TimeForm(Form):
    """A chosen time and a few words; ``key`` makes a repeated post harmless, ``seen`` (how the meeting stood on the
    page) a late one.
    """

    slot = IdField(_l("Time"), choose=ONE_OF_THE_TIMES)
    message = TextField(_l("Message"), most=MESSAGE_LENGTH)
    key = HiddenField()
    seen = VersionField()


class AskForm(TimeForm):
    priority = RadioField(
        _l("Your priority"),
        choices=select_choices([("must", _l("must")), ("want", _l("want")), ("open", _l("open"))]),
        default="want",
    )


class ActForm(Form):
    """An act of one button; ``seen``: how the meeting (of a group: in which slot) stood on the page."""

    seen = VersionField()

    @property
    def seen_on_page(self) -> int | None:
        """None where the page did not say. Raises Invalid."""
        if self.seen.errors or self.seen.process_errors:
            raise Invalid
        seen: int | None = self.seen.data
        return seen


class DeclineForm(ActForm):
    why = StringField(_l("Reason"), [KnownWord(CHOICES)])
    reason = TextField(_l("A word to the other side"), most=MESSAGE_LENGTH)
    reads = StringField(_l("Who reads it"), [KnownWord(READERS)])
    key = HiddenField()

    @property
    def refusal(self) -> Refusal:
        """What was said, and to whom; the other side where nothing else is chosen. Raises Invalid."""
        if self.why.errors or self.reads.errors:
            raise Invalid("reason_unknown")
        why = Why(self.why.data) if self.why.data else Why.OTHER
        return Refusal(why, self.reason.data or "", shared=self.reads.data != "organizer")


class NarrowForm(Form):
    """Firms to invite, of which a page shows those that fit; ``narrow``: the button that only asks for that."""

    q = LineField(_l("Search"), most=TOPIC_LENGTH)
    sector = StringField()
    delegation = StringField()
    narrow = StringField()


class RoundForm(NarrowForm):
    """A group meeting as its host describes it. ``invited``: ids of registrations."""

    topic = LineField(_l("Topic"), [DataRequired(_l("Say what the meeting is about."))], most=TOPIC_LENGTH)
    seats = CountField(_l("Seats for guests"), least=LEAST_SEATS, most=MOST_SEATS)
    open = RadioField(
        _l("Who may come"),
        choices=select_choices([("all", _l("every firm that may meet you")), ("invited", _l("only whom you invite"))]),
        default="all",
    )
    invited = several(_l("Invite"), choose=ONE_OF_THE_FIRMS)
    slot = IdField(_l("Time"), choose=ONE_OF_THE_TIMES)
    key = HiddenField()


class GuestsForm(NarrowForm):
    """Firms to invite besides."""

    invited = several(_l("Invite"), choose=ONE_OF_THE_FIRMS)


class NewTimeForm(Form):
    """Whether a new time is accepted or the old one kept, by the link of a letter."""

    act = StringField(validators=[KnownWord(("accept", "keep"))])


class InvitationForm(ActForm):
    """A guest's answer by the link of a letter: ``act`` take, wait or decline; ``seen``: the slot in which the meeting
    was on the page."""

    act = StringField(validators=[KnownWord(("take", "wait", "decline"))])


class RoundTimeForm(Form):
    """Another time. ``without``: the firms that are known not to be able to come then."""

    slot = IdField(_l("Time"), choose=ONE_OF_THE_TIMES)
    without = several(choose=ONE_OF_THE_FIRMS)
    seen = VersionField()


class TimesForm(Form):
    """Several times to choose from for the other side."""

    slots = several(_l("Times"), choose=ONE_OF_THE_TIMES)
    message = TextField(_l("Message"), most=MESSAGE_LENGTH)
    seen = VersionField()


class LinkForm(DeclineForm, TimesForm):
    """One of three answers, ``act``: accept (with ``slot``), counter, decline."""

    act = StringField(validators=[KnownWord(("accept", "counter", "decline"))])
    slot = IdField(choose=ONE_OF_THE_TIMES)
