"""What can be done about people and the ways they get in."""

from app.accounts.services.confirmation import EmailUnconfirmed, require_confirmed
from app.accounts.services.credentials import (
    PasswordWrong,
    check_password,
    mail_reset_link,
    reset_password,
    set_password,
    sign_out_everywhere,
    user_of_password,
)
from app.accounts.services.invitations import (
    InvitationGone,
    accept_invitation,
    accept_own_invitation,
    invite,
    invite_head,
    payload_of,
    withdraw_invitation,
)
from app.accounts.services.links import mail_sign_in_link, sign_in_by, sign_in_link
from app.accounts.services.people import (
    EmailTaken,
    LastAdministrator,
    create_organisation,
    create_user,
    disable,
    enable,
    give_event_role,
    join,
    leave_organisation,
    take_event_role,
)
from app.accounts.services.sessions import note_failed_sign_in
from app.accounts.services.settings import ask_new_email, confirm_email, save_settings
from app.accounts.services.tokens import LinkDead

__all__ = [
    "EmailTaken",
    "EmailUnconfirmed",
    "InvitationGone",
    "LastAdministrator",
    "LinkDead",
    "PasswordWrong",
    "accept_invitation",
    "accept_own_invitation",
    "ask_new_email",
    "check_password",
    "confirm_email",
    "create_organisation",
    "create_user",
    "disable",
    "enable",
    "give_event_role",
    "invite",
    "invite_head",
    "join",
    "leave_organisation",
    "mail_reset_link",
    "mail_sign_in_link",
    "note_failed_sign_in",
    "payload_of",
    "require_confirmed",
    "reset_password",
    "save_settings",
    "set_password",
    "sign_in_by",
    "sign_in_link",
    "sign_out_everywhere",
    "take_event_role",
    "user_of_password",
    "withdraw_invitation",
]
