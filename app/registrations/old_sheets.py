"""Names of sheets that keep what was, beside what is: 2025 (old), Last year, 往年名单."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import fold
from app.core.texts import cached_by_text

_OLD: Final = re.compile(
    r"\b(old|obsolete|superseded)$|\b(last|previous) year\b|\b(annee derniere|ancienne liste)\b"
    r"|旧名单|作废|备份|往年|去年|存档"
)
"""At the end, for a firm's form may be called Old Mill."""


_YEAR: Final = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")


def year_named(name: str) -> int:
    """The last year that the name of a sheet speaks of, 0 for none: Mission 2025, 2024-2025年名单."""
    return max(map(int, _YEAR.findall(name)), default=0)


@cached_by_text
def heads_old(name: str) -> bool:
    """Whether the name of a sheet says that its list was for another time."""
    return _OLD.search(fold(name)) is not None
