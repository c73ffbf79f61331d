"""Writing what a company says of itself."""

from app.companies.services.certificates import change_certificate, keep_paper, remove_paper
from app.companies.services.saving import NameMissing, keep_logo, locked, remove_logo, save
from app.companies.services.showcase import (
    ShowcaseChanged,
    add,
    bring_back,
    change,
    forget_removed,
    keep_picture,
    move,
    remove,
    remove_picture,
)

__all__ = [
    "NameMissing",
    "ShowcaseChanged",
    "add",
    "bring_back",
    "change",
    "change_certificate",
    "forget_removed",
    "keep_logo",
    "keep_paper",
    "keep_picture",
    "locked",
    "move",
    "remove",
    "remove_logo",
    "remove_paper",
    "remove_picture",
    "save",
]
