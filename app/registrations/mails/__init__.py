"""What firms are told: letters to those with e-mail, texts for WeChat to the others."""

from app.registrations.mails.inviting import (
    INVITATION,
    REMINDER,
    letter_text,
    organizer_of,
    send,
    standard_words,
    usual_words,
    wechat_reminder,
    wechat_text,
    welcome,
)
from app.registrations.mails.programme import (
    tell_programme,
    wechat_programme,
)
from app.registrations.mails.standing import (
    name_of,
    tell_expiry,
    tell_join,
    tell_let_out,
    tell_of_erasure,
    tell_paper,
    tell_state,
    way_in,
)

__all__ = [
    "INVITATION",
    "REMINDER",
    "letter_text",
    "name_of",
    "organizer_of",
    "send",
    "standard_words",
    "tell_expiry",
    "tell_join",
    "tell_let_out",
    "tell_of_erasure",
    "tell_paper",
    "tell_programme",
    "tell_state",
    "usual_words",
    "way_in",
    "wechat_programme",
    "wechat_reminder",
    "wechat_text",
    "welcome",
]
