"""What firms are told: letters to those with e-mail, texts for WeChat to the others."""

from app.registrations.mails.invitations import (
    INVITATION,
    REMINDER,
    get_organizer_name,
    get_reminder_text,
    get_standard_reminder_text,
    render_company_email,
    render_wechat_invitation,
    render_wechat_reminder,
    send_company_email,
    send_welcome_email,
)
from app.registrations.mails.notifications import (
    get_registrant_name,
    send_access_links,
    send_access_revoked_email,
    send_expiry_email,
    send_join_email,
    send_paper_consent_email,
    send_state_email,
)

__all__ = [
    "INVITATION",
    "REMINDER",
    "get_organizer_name",
    "get_registrant_name",
    "get_reminder_text",
    "get_standard_reminder_text",
    "render_company_email",
    "render_wechat_invitation",
    "render_wechat_reminder",
    "send_access_links",
    "send_access_revoked_email",
    "send_company_email",
    "send_expiry_email",
    "send_join_email",
    "send_paper_consent_email",
    "send_state_email",
    "send_welcome_email",
]
