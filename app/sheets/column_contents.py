"""What the cells of a column say by themselves: addresses, numbers, people, titles, companies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.companies.names.words import CHINESE_LEGAL_FORMS, LEGAL_FORMS
from app.companies.typed_text import find_website
from app.core.spreadsheets.values import SheetCell
from app.sheets.contacts import parse_emails
from app.sheets.dates import parse_moment
from app.sheets.fields import SheetField
from app.sheets.job_titles import are_job_titles, are_names_with_salutation

F = SheetField
_AT_SIGNS: Final = frozenset("@＠﹫")
"""One stands in every address."""


def guess_field_by_content(texts: Sequence[str]) -> SheetField | None:
    """What the cells themselves say, if three in five say the same."""
    if not texts:
        return None
    need = 0.6 * len(texts)
    tests = (
        (F.EMAIL, lambda text: not _AT_SIGNS.isdisjoint(text) and bool(parse_emails(SheetCell(text)).addresses)),
        (F.WEBSITE, lambda text: len(text) < 120 and bool(find_website(text)) and " " not in text),
        (
            F.PHONE,
            lambda text: (
                re.fullmatch(r"[+＋(（\d][\d\s()（）+/.;,–—-]{6,40}", text) is not None
                and len(re.findall(r"\d", text)) >= 7
                and parse_moment(text) is None
            ),
        ),
    )
    guess = next((field for field, test in tests if sum(map(test, texts)) >= need), None)
    return guess or (
        F.REPRESENTATIVE if are_names_with_salutation(texts) else F.TITLE if are_job_titles(texts) else None
    )


_CAPITAL_LEGAL_FORM: Final = re.compile(
    r"^(?:SARL|SAS|SASU|EURL|GIE|SUARL|PT|ETS|Ets|Établissements|Etablissements|Société|Societe)\b\.?\s+\w"
    r"|\s(?:SA|S\.A\.?|SAS|S\.A\.S\.?|AG|NV|BV|SpA|AB|KK)$"
)
"""Forms that are syllables or words elsewhere; those of French stand in front too: SARL Diop."""


def are_company_names(texts: Sequence[str]) -> bool:
    """Whether most texts bear a legal form: a column of companies, whatever its header."""
    count = sum(1 for text in texts if _ends_in_legal_form(text) or _CAPITAL_LEGAL_FORM.search(text))
    return bool(texts) and count >= 0.4 * len(texts)


def _ends_in_legal_form(text: str) -> bool:
    last = re.sub(r"(?<!\W)\W+$", "", text.lower()).split()[-1:]
    endings = {re.sub(r"\W", "", last[0]), re.split(r"\W", last[0])[-1]} if last else set()
    return text.endswith(CHINESE_LEGAL_FORMS) or not LEGAL_FORMS.isdisjoint(endings)
