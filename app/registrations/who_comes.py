"""Whether the cells of a column say who comes, whatever its header: approved, cancelled by self, 已取消, 待确认."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.companies.names import compact
from app.companies.words import words_of
from app.registrations.withdrawal import is_withdrawal, status_unsure

_MOST: Final = 0.6
_LONGEST: Final = 40
_COMES: Final = words_of(
    """
    confirmed confirm approved accepted registered attending yes coming comes checkedin paid new open
    确认 已确认 参加 参会 出席 已报名 已审核 已通过 通过 审核通过 正常 待跟进 跟进中 已联系
    完成 支払い済み 申込済み 出席予定
    confirme confirmee inscrit inscrite present presente accepte acceptee valide validee
    """
)


def says_who_comes(texts: Sequence[str]) -> bool:
    """Most are words of a status, and one at least says that somebody does not come."""
    gone = [is_withdrawal(text) for text in texts]
    said = [one or compact(text) in _COMES or status_unsure(text) for text, one in zip(texts, gone, strict=True)]
    short = all(len(text) <= _LONGEST for text in texts)
    return any(gone) and short and sum(said) >= _MOST * len(texts)
