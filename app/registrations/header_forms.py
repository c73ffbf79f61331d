"""A header without what frames it: articles, possessives, questions, requests, plurals. "Quelle est votre fonction ?",
"Your job titles" and 请填写您的职务 say no more than fonction, job title and 职务."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import fold, has_chinese
from app.companies.names.words import word_set
from app.registrations.header_phrases import SHORT

_ELIDED: Final = re.compile(r"\b(?:[cdjlmnst]|qu)['’ʼ](?=\w)", re.IGNORECASE)
LONGEST_CHINESE: Final = 30
_FRAME: Final = word_set(
    """
    the a an of your our their its his her my is are was whats what which who whom do does did you we it they will would
    can could please kindly any all and in from speak spoken work working operate operating belong based located come
    le la les l un une de du d des votre vos notre nos leur leurs mon ma mes quel quelle quels quelles est sont vous
    nous que qui quoi a au aux dans en et ce cette ces veuillez merci indiquer preciser renseigner
    parlez parlee parlees parle travaillez exercez appartenez venez
    """
)
_REQUEST: Final = re.compile(
    r"^(?:please |kindly )*(?:state|list|indicate|give|enter|specify|write|describe|name|tell us|provide|fill in|select"
    r"|choose) (?=the |your |our |all |any |what |which |who )"
)
_WHOSE: Final = (
    *("company", "firm", "organisation", "organization", "busines", "entreprise", "societe", "structure", "contact"),
    *("participant", "representant", "delegue", "delegate", "representative", "attendee"),
)
_WHOSE_IT_IS: Final = re.compile(r" (?:of|from|de|du|des) (?:the |your |our |la |votre |notre )?\w+$")
_WHAT_IT_DOES: Final = (" do", " does", " fait", " faites", " faire")
"""What does your company do? asks more than for the company."""
_CHINESE_REQUEST: Final = re.compile(
    "^(?:请您?|烦请)(?:填写|填报|填|说明|列出|列明|列举|注明|提供|输入|选择|写明|写出|写|描述|简述)?(?:一下)?"
)
_WHOSE_ZH: Final = re.compile("^(?:您|你|贵|我|本|该)们?的?")
_OF_THE_FIRM: Final = re.compile("^(?:公司|企业|单位|机构|司|方)的?")
_ASKED: Final = re.compile("^(?:会说|会讲|掌握|使用|属于|来自)?(?:哪些|哪个|哪种|哪类|哪一|什么|何种)(?:个|种|类)?")
_CHINESE_TAIL: Final = re.compile("(?:是什么|是谁|有哪些|是哪些|是哪个|叫什么|为何|是多少|是哪里)?[吗呢]?$")


def unelided(text: str) -> str:
    """Folded, without what is elided before a word: l'entreprise → entreprise."""
    return fold(_ELIDED.sub("", text) if "'" in text or "’" in text or "ʼ" in text else text)


def bare_keys(text: str) -> tuple[str, ...]:
    """What is left of a header in Latin script, each word in the singular, without blanks; then the same without whose
    it is, where that comes last. None where nothing is left."""
    if has_chinese(text):
        return ()
    folded = _REQUEST.sub("", unelided(text))
    if folded.endswith(_WHAT_IT_DOES):
        return ()
    parts = [folded, _WHOSE_IT_IS.sub("", folded)] if folded.rstrip("s").endswith(_WHOSE) else [folded]
    keys = ("".join(singular(word) for word in part.split() if word not in _FRAME) for part in parts)
    return tuple(filter(None, keys))


def written_out(text: str) -> str:
    """A header with its shortened words in full: Biz Reg No. → business registration no; "" where none is shortened."""
    words = [] if has_chinese(text) else fold(text).split()
    return " ".join(SHORT.get(word, word) for word in words) if any(word in SHORT for word in words) else ""


def singular(word: str) -> str:
    """As headers are compared: of a plural in -s or -x its singular; some other words lose their last letter too."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and not word.endswith("ss") else word


def chinese_keys(text: str) -> tuple[str, ...]:
    """The same of a Chinese header (folded, without blanks): whole, then without whose it is; most telling first."""
    if not has_chinese(text) or len(text) > LONGEST_CHINESE:
        return ()
    asked = _CHINESE_TAIL.sub("", _CHINESE_REQUEST.sub("", text))
    own = _WHOSE_ZH.sub("", asked)
    bare = _OF_THE_FIRM.sub("", own) if own != asked else own
    return tuple(dict.fromkeys(key for part in (asked, own, bare) for key in (part, _ASKED.sub("", part)) if key))
