"""E-mail addresses as people type them: one spelling to store, one bucket to count under."""

import unicodedata

from email_validator import EmailNotValidError, validate_email


def normalised(typed: str) -> str:
    """The one spelling under which an address is stored and found: NFKC, without spaces around, lower case."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def is_well_formed(typed: str) -> bool:
    """Whether a letter could be sent to it; whether it arrives, only a letter shows."""
    try:
        validate_email(normalised(typed), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return True


def bucket(typed: str) -> str:
    """The address without its ``+tag``, spaces and dots: all spellings that reach one mailbox count together.

    Dots matter to some servers; two strangers who share a bucket only share a limit on attempts.
    """
    local, _, host = "".join(normalised(typed).split()).rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{host}"


def masked(address: str) -> str:
    """An address that only who has it knows again: ``tan@bokseng.example`` is ``t…@bokseng.example``."""
    local, _, host = address.rpartition("@")
    return f"{local[:1]}…@{host}"
