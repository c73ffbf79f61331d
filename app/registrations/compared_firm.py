"""A firm as it is compared, with all that the register or rows of a sheet say of it that may tell it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from app.companies.names.parsing import ChineseName, LatinName, chinese_name, latin_name
from app.companies.names.spellings import SpelledNames, parse_names
from app.companies.names.words import word_set
from app.registrations.cells import host
from app.registrations.codes import StockCode, looks_like_uen, looks_like_uscc

FREE_MAIL: Final = word_set(
    """
    gmail.com googlemail.com yahoo.com yahoo.com.sg yahoo.com.hk yahoo.fr hotmail.com hotmail.fr
    outlook.com live.com msn.com icloud.com me.com aol.com qq.com vip.qq.com foxmail.com 163.com 126.com
    vip.163.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn 21cn.com aliyun.com proton.me
    protonmail.com gmx.com gmx.de singnet.com.sg pacific.net.sg starhub.net.sg orange.fr wanadoo.fr
    free.fr sfr.fr laposte.net
    """
)
SHARED_SITES: Final = word_set(
    """
    linkedin.com facebook.com instagram.com twitter.com x.com youtube.com wechat.com weixin.qq.com
    mp.weixin.qq.com alibaba.com 1688.com taobao.com tmall.com jd.com shopee.sg lazada.sg wixsite.com
    wordpress.com google.com sites.google.com baidu.com tianyancha.com qcc.com linktr.ee
    """
)


@dataclass(slots=True)
class Firm:
    """What is known of one company, from the register or gathered from rows; all sets may be empty. ``key``: of this
    entry; ``company``: whose entry it is, itself as long as nothing else is known."""

    key: str
    names: SpelledNames
    codes: list[StockCode] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    uens: set[str] = field(default_factory=set)
    usccs: set[str] = field(default_factory=set)
    country: str = ""
    company: str = ""
    latin: list[LatinName] = field(init=False)
    chinese: list[ChineseName] = field(init=False)

    def __post_init__(self) -> None:
        self.company = self.company or self.key
        self.latin = [latin_name(name) for name in self.names.latin]
        self.chinese = [chinese_name(name) for name in self.names.chinese]

    @property
    def mail_hosts(self) -> set[str]:
        return {domain for email in self.emails if (domain := email.partition("@")[2]) not in FREE_MAIL}

    @property
    def separate(self) -> bool:
        """A listed trust or fund."""
        return any(name.separate for name in self.latin[:1]) or any(name.separate for name in self.chinese[:1])

    def absorb(self, other: Firm) -> None:
        """Takes over what another row said of the same company, so that later rows may meet it."""
        self.names = SpelledNames(
            tuple(dict.fromkeys((*self.names.latin, *other.names.latin))),
            tuple(dict.fromkeys((*self.names.chinese, *other.names.chinese))),
        )
        self.__post_init__()
        self.codes += [code for code in other.codes if code not in self.codes]
        self.hosts |= other.hosts
        self.emails |= other.emails
        self.country = self.country or other.country
        self.uens |= other.uens
        self.usccs |= other.usccs


def firm_of(
    key: str,
    names: Iterable[str],
    *,
    code: StockCode | None = None,
    website: str = "",
    emails: Iterable[str] = (),
    registry: Iterable[str] = (),
    country: str = "",
) -> Firm:
    """Gathers a ``Firm`` from texts; each name may hold several in both scripts. ``country``: ISO, two letters."""
    read = [parse_names(name) for name in names if name]
    latin = tuple(dict.fromkeys(name for each in read for name in each.latin))
    chinese = tuple(dict.fromkeys(name for each in read for name in each.chinese))
    numbers = [number for number in registry if number]
    return Firm(
        key,
        SpelledNames(latin, chinese),
        codes=[code] if code and code.sure else [],
        hosts={site} - SHARED_SITES if (site := host(website)) else set(),
        emails=set(emails),
        uens={number for number in numbers if looks_like_uen(number) or not looks_like_uscc(number)},
        usccs={number for number in numbers if looks_like_uscc(number)},
        country=country,
    )
