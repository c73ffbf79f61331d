"""What names a list of firms that may not come: the name of a sheet, a heading over rows."""

from __future__ import annotations

from typing import Final

from app.companies.names.parsing import compact, fold
from app.companies.names.words import word_set
from app.core.texts import cached_by_text

_WAITING: Final = (
    "waitlist", "waitinglist", "waitingfirms", "waitingcompanies", "onhold", "standby", "tentative", "unconfirmed",
    "notconfirmed", "notyetconfirmed", "tobeconfirmed", "undecided", "provisional", "pendingconfirmation", "backup",
    "候补", "备选", "备用", "备份名单", "后备", "替补", "递补", "等候", "等待", "待定", "待确认", "待审", "待回复",
    "暂定", "暂缓", "未确认", "未定",
    "attente", "aconfirmer", "nonconfirm", "provisoire", "sousreserve", "suppleant",
)  # fmt: skip
"""Tell wherever a word begins so, or in Chinese wherever they stand; not in Madis*on Hold*ings."""
_WHOLE: Final = word_set("waiting pending reserve reserves tbc tba tbd hold alternates substitutes remplacants 储备")
"""Tell beside nothing but words for a list, its firms or a number: "Reserve list 2", but not "Nature reserves"."""
_BESIDE: Final = word_set(
    """
    list lists liste listes the a la le les l des de d du of for on in en firm firms company companies entreprise
    entreprises societe societes delegate delegates participant participants exhibitors sheet only names tab
    """
)


def is_named(text: str, told: tuple[str, ...]) -> bool:
    """Whether one of the words, run together, stands in the text: from the beginning of a word on where it has letters,
    anywhere where it has Chinese signs."""
    spoken = (fold(text).split(), fold(text.replace("’", " ").replace("'", " ")).split())
    begun = ["".join(words[at:]) for words in spoken for at in range(len(words))]
    letters, whole = tuple(one for one in told if one.isascii()), compact(text)
    return any(rest.startswith(letters) for rest in begun) or any(one in whole for one in told if not one.isascii())


@cached_by_text
def heads_waiting(text: str) -> bool:
    """Whether it says of all firms below it that somebody has still to say if they come."""
    if is_named(text, _WAITING):
        return True
    words = {word for word in fold(text).split() if not word.isdigit()}
    return bool(words & _WHOLE) and words <= _WHOLE | _BESIDE
