"""What a company types about a meeting."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectMultipleField, StringField

from app.core.errors import Invalid
from app.core.parsing import parse_id
from app.core.web.forms import Form, IdField, KnownWord, ListField, TextField, VersionField, select_choices
from app.core.web.translations import lazy_gettext as _l
from app.meetings.lifecycle import DECLINE_REASONS, DeclineExplanation, DeclineReason
from app.meetings.models import MESSAGE_LENGTH
from app.meetings.services.bulk import EXTENSION_DAYS

DECLINE_READERS = ("theirs", "organizer")
"""Who reads why a firm declined: the other side, or who runs the event alone."""
CHOOSE_SLOT_MESSAGE = _l("Choose one of the times.")
CHOOSE_COMPANY_MESSAGE = _l("Choose one of the firms.")


def make_id_checkboxes(label: Any = None, *, choose: Any) -> SelectMultipleField:
    """Ticks with ids, of which the service knows which there are. ``choose``: as of ``IdField``."""
    return SelectMultipleField(label, coerce=parse_id, validate_choice=False, invalid_value_message=choose)  # type: ignore[call-arg]  # newer than stubs


class AttendeeForm(Form):
    """Who is to attend."""

    person = IdField()


def _make_tick_values() -> SelectMultipleField:
    """Ticks of which the view knows which there are."""
    return SelectMultipleField(coerce=str, validate_choice=False)


class AbsencesForm(AttendeeForm):
    """When somebody is away: times, half days, parts of the programme; ``hand_over``: colleagues take the seats."""

    slot = _make_tick_values()
    half = _make_tick_values()
    item = _make_tick_values()
    reason = StringField()
    hand_over = BooleanField(false_values=(False, "", "0"))


class SlotForm(Form):
    """A chosen time and a few words; ``key`` makes a repeated post harmless, ``seen`` (how the meeting stood on the
    page) a late one; ``look``: pressed without a script to read what goes with the time that is ticked: nothing is
    done; ``back``: the page to go on with.
    """

    slot = IdField(_l("Time"), choose=CHOOSE_SLOT_MESSAGE)
    message = TextField(_l("Message"), most=MESSAGE_LENGTH)
    key = HiddenField()
    seen = VersionField()
    look = BooleanField()
    back = HiddenField()

    @property
    def wants_no_time(self) -> bool:
        """Whether it came back with "no time yet" ticked, which a look at it or a fault elsewhere must not undo."""
        return self.slot.raw_data == [""]


class MeetingRequestForm(SlotForm):
    priority = RadioField(
        _l("Your priority"),
        choices=select_choices([("must", _l("must")), ("want", _l("want")), ("open", _l("open"))]),
        default="want",
    )


class MeetingActForm(Form):
    """An act of one button; ``seen``: how the meeting (of a group: in which slot) stood on the page."""

    seen = VersionField()

    @property
    def seen_on_page(self) -> int | None:
        """None where the page did not say. Raises Invalid."""
        if self.seen.errors or self.seen.process_errors:
            raise Invalid
        seen: int | None = self.seen.data
        return seen


class BulkActForm(Form):
    """An act on the rows that are ticked, or on ``all``; ``sure``: the mark of what the preview showed."""

    act = HiddenField()
    row = ListField(coerce=parse_id)
    all = BooleanField()
    days = IntegerField()
    sure = HiddenField()
    key = HiddenField()

    @property
    def extension_days(self) -> int:
        days: int | None = self.days.data
        return days if days in EXTENSION_DAYS else EXTENSION_DAYS[0]


class RunForm(Form):
    """A job by its public id."""

    run = HiddenField()


class PairRowsForm(Form):
    """The preview of a sheet of pairs; ``row``: the indexes of the rows that it shows, ``shown``: the marks of those
    that it shows as ready. What is typed for rows and columns bears their numbers in its names, as ``time-3``."""

    act = HiddenField()
    row = ListField(coerce=int)
    shown = HiddenField()
    key = HiddenField()


class DeclineForm(MeetingActForm):
    why = StringField(_l("Reason"), [KnownWord(DECLINE_REASONS)])
    reason = TextField(_l("A word to the other side"), most=MESSAGE_LENGTH)
    reads = StringField(_l("Who reads it"), [KnownWord(DECLINE_READERS)])
    key = HiddenField()

    @property
    def refusal(self) -> DeclineExplanation:
        """What was said, and to whom; the other side where nothing else is chosen. Raises Invalid."""
        if self.why.errors or self.reads.errors:
            raise Invalid("reason_unknown")
        why = DeclineReason(self.why.data) if self.why.data else DeclineReason.OTHER
        return DeclineExplanation(why, self.reason.data or "", shared=self.reads.data != "organizer")


class NewTimeAnswerForm(Form):
    """Whether a new time is accepted or the old one kept, by the link of a letter."""

    act = StringField(validators=[KnownWord(("accept", "keep"))])


class ProposedTimesForm(Form):
    """Several times to choose from for the other side."""

    slots = make_id_checkboxes(_l("Times"), choose=CHOOSE_SLOT_MESSAGE)
    message = TextField(_l("Message"), most=MESSAGE_LENGTH)
    seen = VersionField()


class RequestAnswerForm(DeclineForm, ProposedTimesForm):
    """One of three answers, ``act``: accept (with ``slot``), counter, decline."""

    act = StringField(validators=[KnownWord(("accept", "counter", "decline"))])
    slot = IdField(choose=CHOOSE_SLOT_MESSAGE)
