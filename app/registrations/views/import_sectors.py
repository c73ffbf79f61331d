"""What a sheet's words for sectors may mean, as the preview shows them to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from app.companies.sectors.codes import CodeList, common_parents
from app.companies.sectors.proposals import sectors_to_confirm
from app.registrations.sector_words import IS_IN, SectorWords

LISTS: Final = {
    CodeList.SSIC: "SSIC 2020",
    CodeList.NACE2: "NACE Rev. 2",
    CodeList.NACE21: "NACE Rev. 2.1",
    CodeList.ISIC4: "ISIC Rev. 4",
    CodeList.ISIC5: "ISIC Rev. 5",
}


@dataclass(frozen=True, slots=True)
class SectorLine:
    """``options``: (code, whether it is ticked); ``state`` and ``word``: where it stands; ``forget``: what the button
    sends that takes back what somebody said, or ""."""

    key: str
    kind: str
    text: str
    rows: int
    options: tuple[tuple[str, bool], ...]
    state: str
    word: str
    forget: str = ""


def proposed(words: Iterable[SectorWords]) -> dict[str, list[str]]:
    """What all words may mean that nobody has confirmed, by their keys: confirmed by one press."""
    unsaid = (one for one in words if one.said is None and not one.conversions)
    return {one.key: codes for one in unsaid if (codes := list(sectors_to_confirm(one.text)))}


def sector_line(one: SectorWords) -> SectorLine:
    """What somebody said and what codes surely mean is ticked; so are the likely meanings of words, to be confirmed by
    one press; of a code that means several somebody has to choose."""
    likely = one.may_mean or sectors_to_confirm(one.text)
    ticked = one.said if one.said is not None else () if one.conversions and not one.sure else likely
    parents = [code for conversion in one.conversions for code in common_parents(conversion)]
    options = tuple((code, code in ticked) for code in dict.fromkeys((*ticked, *likely, *parents)))
    state, word = _standing(one, bool(options))
    return SectorLine(
        one.key,
        _kind(one),
        one.text,
        one.rows,
        options,
        state,
        word,
        f"sector:{one.key}" if one.said is not None else "",
    )


def _kind(one: SectorWords) -> str:
    """Which column says it."""
    kinds = {IS_IN: gettext("Sector"), "offers": gettext("Offers"), "seeks": gettext("Seeks")}
    return str(kinds[one.kind])


def _standing(one: SectorWords, proposed: bool) -> tuple[str, str]:
    if one.said is not None:
        return "good", str(gettext("remembered"))
    if one.conversions:
        lists = " / ".join(dict.fromkeys(LISTS[each] for conversion in one.conversions for each in conversion.lists))
        if one.sure:
            return "good", str(gettext("converted from %(list)s", list=lists))
        return "wait", str(gettext("%(list)s: means several, choose", list=lists))
    if proposed:
        return "wait", str(gettext("to confirm"))
    return "none", str(gettext("no sector found"))
