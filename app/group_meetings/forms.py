"""…"""

from __future__ import annotations

from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired

from app.core.web.forms import CountField, Form, IdField, KnownWord, LineField, VersionField, select_choices
from app.core.web.translations import lazy_gettext as _l
from app.meetings.forms import CHOOSE_COMPANY_MESSAGE, CHOOSE_SLOT_MESSAGE, MeetingActForm, make_id_checkboxes
from app.meetings.group_meeting_seats import MAX_GUEST_SEATS, MIN_GUEST_SEATS
from app.meetings.models import TOPIC_LENGTH


class CompanyFilterForm(Form):
    """Firms to invite, of which a page shows those that fit; ``narrow``: the button that only asks for that."""

    q = LineField(_l("Search"), most=TOPIC_LENGTH)
    sector = StringField()
    delegation = StringField()
    narrow = StringField()


class GroupMeetingForm(CompanyFilterForm):
    """A group meeting as its host describes it. ``invited``: ids of registrations."""

    topic = LineField(_l("Topic"), [DataRequired(_l("Say what the meeting is about."))], most=TOPIC_LENGTH)
    seats = CountField(_l("Seats for guests"), least=MIN_GUEST_SEATS, most=MAX_GUEST_SEATS)
    open = RadioField(
        _l("Who may come"),
        choices=select_choices([("all", _l("every firm that may meet you")), ("invited", _l("only whom you invite"))]),
        default="all",
    )
    invited = make_id_checkboxes(_l("Invite"), choose=CHOOSE_COMPANY_MESSAGE)
    slot = IdField(_l("Time"), choose=CHOOSE_SLOT_MESSAGE)
    key = HiddenField()


class GuestsForm(CompanyFilterForm):
    """Firms to invite besides."""

    invited = make_id_checkboxes(_l("Invite"), choose=CHOOSE_COMPANY_MESSAGE)


class InvitationForm(MeetingActForm):
    """A guest's answer by the link of an email: ``act`` take, wait or decline; ``seen``: the slot in which the meeting
    was on the page."""

    act = StringField(validators=[KnownWord(("take", "wait", "decline"))])


class GroupTimeForm(Form):
    """Another time. ``without``: the firms that are known not to be able to come then."""

    slot = IdField(_l("Time"), choose=CHOOSE_SLOT_MESSAGE)
    without = make_id_checkboxes(choose=CHOOSE_COMPANY_MESSAGE)
    seen = VersionField()
