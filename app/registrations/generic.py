"""Contacts that are no person: a mailbox such as info@, a reception, a secretary's office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.companies.names.parsing import compact
from app.companies.names.words import word_set

_DESKS: Final = word_set(
    """
    reception receptionist secretary secretariat frontdesk office generaloffice mainoffice headoffice general enquiries
    enquiry generalenquiries inquiries info information admin administration hotline customerservice mainline
    switchboard operator contact contactus hr sales marketing generalline companysecretary thesecretary
    前台 总机 秘书 秘书处 秘书室 办公室 客服 行政 行政部 综合部 总台 联系人 accueil secretariatgeneral standard
    contactgeneral bureau
    """
)
_MAILBOXES: Final = word_set(
    """
    info information contact contactus enquiry enquiries inquiry inquiries general office admin reception mail email
    hello sales marketing service services support customerservice secretariat secretary hr feedback webmaster accueil
    contacts commercial kefu service
    """
)


def is_generic(said: Mapping[str, Any]) -> bool:
    """Whether what a row says of a contact names nobody: a desk, or only a shared mailbox. ``said``: column → value."""
    if said.get("family_name") or said.get("given_name"):
        return False
    name = compact(said.get("display_name") or "")
    if name in _DESKS:
        return True
    email = str(said.get("email") or "")
    return compact(email.partition("@")[0]) in _MAILBOXES and name in {
        compact(str(said.get(field) or "")) for field in ("email", "phone", "wechat")
    }
