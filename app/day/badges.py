"""The code on a badge: an address that says who its bearer is, to a desk of that event alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.core import signing

PATH: Final = "/b/"
_SCANNED: Final = re.compile(rf"(?:^|/b/)({signing.TOKEN_PATTERN.pattern.replace('(', '(?:')})(?:[?#].*)?$")


@dataclass(frozen=True, slots=True)
class Badge:
    """What a code is bound to. A raised ``version`` ends the one printed; ``made_at`` keeps apart two people that bear
    one number in a database and in a copy that was brought back."""

    person_id: int
    made_at: datetime
    version: int

    @property
    def said(self) -> str:
        return f"badge:{self.person_id}:{self.made_at.isoformat()}:{self.version}"


def sign(secret: str, badge: Badge) -> str:
    return signing.sign_token(secret, badge.person_id, badge.said)


def scanned(text: str) -> str:
    """The code in what a scanner types, whatever the keyboard makes of its letters; "" for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    found = _SCANNED.search(plain)
    return found[1] if found else ""
