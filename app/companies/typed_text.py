"""Text as people type it into cells and forms: tidied, whether it says nothing or that the answer follows, the web
address in it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.companies.names.parsing import compact
from app.companies.names.words import word_set
from app.core.texts import cached_by_text

FREE_MAIL_HOSTS: Final = word_set(
    """
    gmail.com googlemail.com yahoo.com yahoo.com.sg yahoo.com.hk yahoo.fr hotmail.com hotmail.fr
    outlook.com live.com msn.com icloud.com me.com aol.com qq.com vip.qq.com foxmail.com 163.com 126.com
    vip.163.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn 21cn.com aliyun.com proton.me
    protonmail.com gmx.com gmx.de singnet.com.sg pacific.net.sg starhub.net.sg orange.fr wanadoo.fr
    free.fr sfr.fr laposte.net
    """
)


SHARED_WEB_HOSTS: Final = word_set(
    """
    linkedin.com facebook.com instagram.com twitter.com x.com youtube.com wechat.com weixin.qq.com
    mp.weixin.qq.com alibaba.com 1688.com taobao.com tmall.com jd.com shopee.sg lazada.sg wixsite.com
    wordpress.com google.com sites.google.com baidu.com tianyancha.com qcc.com linktr.ee
    """
)


EMPTY_ANSWERS: Final = word_set(
    """
    na nil nill none notapplicable nothing 无 没有 暂无 不适用 未提供 未填 未填写 没 未有 并无 欠奉 同左 同前
    empty vacant reserved 空缺 空位 预留
    neant aucun aucune sans nonapplicable anonymous 匿名 なし 無し 特になし keine keiner kein tiada
    """
)


PENDING_ANSWERS: Final = word_set(
    """
    tbc tba tbd tobeconfirmed tobeadvised tofollow pending unknown 待定 待补充 待确认 待补 待告知 未定
    稍后提供 待报 待通知 后补 名单后补 另行通知 详见附件 见附件 aconfirmer apreciser avenir
    """
)


_HALF_WIDTH_CODES: Final = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}


@cached_by_text
def tidy_text(text: str) -> str:
    """Single blanks, no control characters, letters and digits in half width; Chinese punctuation stays."""
    text = text.translate(_HALF_WIDTH_CODES)
    if text.isprintable():
        return " ".join(text.split())
    tidied = "".join(" " if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp") else c for c in text)
    tidied = "".join(c for c in tidied if unicodedata.category(c) not in ("Cf", "Cs", "Cn", "Co"))
    return " ".join(tidied.split())


def split_lines(text: str) -> list[str]:
    """The lines of a cell that hold anything, each tidied."""
    return [line for each in text.splitlines() if (line := tidy_text(each))]


def is_empty_answer(text: str) -> bool:
    """Whether it only says that there is nothing: blank, NIL, N/A, a dash, 无."""
    word = compact(text)
    return not word or word in EMPTY_ANSWERS


def is_pending_answer(text: str) -> bool:
    """Whether it only says that the answer follows: TBC, 待定."""
    return compact(text) in PENDING_ANSWERS or tidy_text(text) in ("?", "？", "??")


_WEB_ADDRESS: Final = re.compile(
    r"(?:https?://)?(?<![a-z0-9-])((?:[a-z0-9-]{1,63}\.){1,9}[a-z]{2,24})(?::\d+)?((?:/[^\s，。；;、]*)?)",
    re.IGNORECASE,
)


def find_website(text: str) -> str:
    """The first web address in the text, lower-case host, with a scheme; "" if there is none. E-mails don't count."""
    text = re.sub(r"(?<!\S)\S+@\S+", " ", unicodedata.normalize("NFKC", text))
    match = _WEB_ADDRESS.search(text)
    if not match:
        return ""
    scheme = "http" if re.search(r"http://", match[0], re.IGNORECASE) else "https"
    return f"{scheme}://{match[1].lower()}{match[2].rstrip('/').lower()}"


def get_website_host(address: str) -> str:
    """Where a web address leads, without www and language or mobile prefixes; "" for none."""
    match = _WEB_ADDRESS.search(address.lower())
    return re.sub(r"^(?:(?:www\d?|m|en|cn|zh|fr|sg)\.)+(?=[^.]+\.)", "", match[1]) if match else ""
