"""What the selects of the page offer, in words."""

from __future__ import annotations

from app.events.phases import BookingMode
from app.events.rules import ContactVisibility, Directory
from app.floor.web.lazy_texts import lazy_gettext as _l

MODE_WORDS = [(BookingMode.PLANNED.value, _l("Planned.")), (BookingMode.LIVE.value, _l("Live."))]
REGISTRATION_WORDS = [
    ("invited", _l("only who is invited")),
    ("code", _l("who has the code")),
    ("open", _l("anybody")),
]
APPROVAL_WORDS = [("by_hand", _l("by hand")), ("automatic", _l("automatic"))]
CONTACT_WORDS = [
    (ContactVisibility.ACCEPTED.value, _l("once both have accepted")),
    (ContactVisibility.NEVER.value, _l("not at all")),
    (ContactVisibility.ALWAYS.value, _l("always")),
]
DIRECTORY_WORDS = [
    (Directory.NONE.value, _l("None.")),
    (Directory.PUBLIC.value, _l("For everybody.")),
    (Directory.INDEXED.value, _l("For everybody and for search engines.")),
]
