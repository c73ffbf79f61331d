"""What counts most in a text about a firm: what it names first, and its trade more than its ways."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from app.companies.vocabulary import fold, is_han, words

LATER: Final = 0.1  # how much less each word says than the one before it; pairs of Chinese characters push nothing back
GENERAL: Final = 0.3  # what is left of a general word beside telling ones
TELLING_FROM: Final = 3  # so many telling words need no general ones
MADE: Final = 1.4  # how much likelier a maker is where a text says that something is made
_GENERAL: Final = frozenset(
    words(
        """
        application base brand company consist design develop development distribute distribution domestic engage
        equipment found headquarter industrial industry integrate invest investment involve management manufacture
        manufacturer manufacturing market marketing operate operation primarily principally process processing produce
        product production people research republic sale segment sell selling series service subsidiary supply support
        system technology trade trading use various
        conception developpement distribution fabricant fabrication gamme gestion investissement marche produit
        recherche secteur technologie vente
        研发 开发 生产 销售 服务 产品 技术 解决 方案
        """
    )
)
_MAKES: Final = re.compile(r"\b(?:manufactur|produc|makes\b|maker|fabri)|制造|生产|加工")


def heed(said: Sequence[str]) -> list[float]:
    """How much each of these words counts, in (0, 1], in their order."""
    telling = sum(word not in _GENERAL for word in said)
    spans = accumulate((0.0 if is_han(word) else 1.0 for word in said[:-1]), initial=0.0)
    return [
        (GENERAL if word in _GENERAL and telling >= TELLING_FROM else 1.0) / (1 + LATER * before)
        for word, before in zip(said, spans, strict=False)
    ]


def makes(text: str) -> bool:
    """Whether a text says that something is made."""
    return _MAKES.search(fold(text)) is not None
