"""A firm's name and what somebody is there, in one cell: 太平船务有限公司执行主席; Loh Clinics Pte Ltd, Founder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.companies.names.parsing import has_chinese
from app.registrations.cells import lines
from app.registrations.role_words import is_role, post_behind, words_of_title

_PIECES: Final = re.compile(r"\s*[,，;；|:：、\n]\s*|\s*[/／]\s*|\s+[-–—]\s+|\s*[–—]\s*|\s{2,}")
_AT: Final = re.compile(r"^(?P<post>.{2,60}?)\s+(?:of|at|with|de|du|chez)\s+(?P<firm>\S.+)$", re.IGNORECASE)
_LONGEST_POST: Final = 20
"""Of one in Chinese without a sign before it."""
_COMPANY_ENDS: Final = re.compile("公司")
_OTHER_ENDS: Final = re.compile(
    "集团|商会|总会|协会|联合会|委员会|促进会|研究院|大学|学院|医院|银行|分行|中心|管委会|事务所|办事处|合作社|基金会"
)


def firm_and_post(text: str) -> tuple[str, str]:
    """The text and "" where no post can be told from the firm; "" and the text where it names a post alone."""
    said = "\n".join(lines(text))
    told = [piece for piece in _PIECES.split(said) if piece]
    if has_chinese(said) and len(told) == 1:
        told = said.split()
    if len(told) == 1:
        return _glued(told[0])
    return _parted(said, told)


def _parted(said: str, told: Sequence[str]) -> tuple[str, str]:
    """Roles at one of the ends; between them stands what else belongs to the firm's name."""
    behind = next((at for at in range(1, len(told)) if all(map(is_role, told[at:]))), 0)
    before = next((at for at in range(len(told) - 1, 0, -1) if all(map(is_role, told[:at]))), 0)
    if behind and not is_role(told[0]):
        return _of(said, told[:behind]), ", ".join(told[behind:])
    if before:
        return _of(said, told[before:]), ", ".join(told[:before])
    firm, post = _glued(said)
    return (firm, post) if post else (said, "")


def _of(said: str, told: Sequence[str]) -> str:
    """As it stands, from the first piece to the last."""
    start = said.index(told[0])
    return said[start : said.rindex(told[-1]) + len(told[-1])]


def _glued(said: str) -> tuple[str, str]:
    if not has_chinese(said):
        firm, post = words_of_title(said)
        if post:
            return firm, post
        at = _AT.match(said)
        return (at["firm"], at["post"]) if at and is_role(at["post"]) else _alone(said)
    for ends in (_COMPANY_ENDS, _OTHER_ENDS):
        for found in reversed(list(ends.finditer(said))):
            post = said[found.end() :].strip()
            if len(post) <= _LONGEST_POST and is_role(post):
                return said[: found.end()].strip(), post
    firm, post = post_behind(said)
    return (firm, post) if post else _alone(said)


def _alone(said: str) -> tuple[str, str]:
    return ("", said) if is_role(said) and len(said.split()) <= 4 and len(said) <= _LONGEST_POST else (said, "")
