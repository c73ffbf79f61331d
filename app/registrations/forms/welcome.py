"""The boss's three minutes: who you are, what you do, who may see what."""

from __future__ import annotations

from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length, Optional

from app.accounts.forms import WellFormedEmail
from app.accounts.models import EMAIL_LENGTH
from app.companies.models import LINE_LENGTH, NAME_LENGTH
from app.companies.sectors.tree import sector_tree
from app.core.web.forms import Form, LineField, TextField, narrow_text
from app.core.web.translations import lazy_gettext as _l
from app.registrations.forms.fields import CodesField, OpenedField
from app.registrations.models import NAME_LENGTH as PERSON_LENGTH

PHONE_LENGTH = 60


class NameForm(Form):
    """What somebody without an account is called."""

    name = LineField(_l("Your name"), [DataRequired(_l("Write your name."))], most=PERSON_LENGTH)


class CodeForm(Form):
    code = LineField(_l("Code"), [DataRequired(_l("Write the code, such as BS7-4Q2K."))], most=40)


class YouForm(Form):
    """The firm's names and the person, where the sheet has them wrong. Fields are prefixed by whom they are about."""

    opened = OpenedField()
    name = LineField(_l("Firm"), [DataRequired(_l("Write the firm’s name."))], most=NAME_LENGTH)
    name_zh = LineField(_l("Firm, in Chinese"), most=NAME_LENGTH)
    person_display_name = LineField(_l("Your name"), [DataRequired(_l("Write your name."))], most=PERSON_LENGTH)
    person_name_zh = LineField(_l("Your name in Chinese"), most=PERSON_LENGTH)
    person_title = LineField(_l("Title"), most=PERSON_LENGTH)
    person_phone = LineField(_l("Mobile"), most=PHONE_LENGTH, filters=[narrow_text])
    person_wechat = LineField(_l("WeChat"), most=PHONE_LENGTH, filters=[narrow_text])
    person_email = StringField(
        _l("E-mail"),
        [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()],
        description=_l("Not needed"),
    )


class WorkForm(Form):
    """Sectors as chips, and the two lines. ``asked`` and ``asked_offers`` are the lines that ``seeks`` and
    ``offers`` were proposed from."""

    opened = OpenedField()
    is_in = CodesField(known=sector_tree().codes)
    offers = CodesField(known=sector_tree().codes)
    seeks = CodesField(known=sector_tree().codes)
    asked_offers = LineField(most=LINE_LENGTH)
    asked = LineField(most=LINE_LENGTH)
    offers_line = TextField(_l("You offer, in one line"), most=LINE_LENGTH)
    seeks_line = TextField(_l("You seek, in one line"), most=LINE_LENGTH)
    find = LineField(_l("Search other sectors"), most=100)


class ConsentForm(Form):
    """A box for each purpose, none ever ticked beforehand."""

    attendee_list = BooleanField()
    contacts = BooleanField()
    cross_border = BooleanField()
    public_directory = BooleanField()
