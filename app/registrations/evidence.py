"""What two firms have in common: names in any script, numbers of registers, web and mail addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from app.companies.likeness import Likeness, compare_chinese, compare_latin, is_brand_of, sounds_like
from app.companies.names import ChineseName, LatinName, chinese_name, latin_name
from app.companies.short_forms import cuts_short, tells_apart, tells_in_chinese
from app.companies.spellings import Names, names_in
from app.companies.units import is_another_unit, is_listed, is_placed_apart
from app.companies.words import SOFT_WORDS, words_of
from app.registrations.cells import host
from app.registrations.codes import StockCode, looks_like_uen, looks_like_uscc

FREE_MAIL: Final = words_of(
    """
    gmail.com googlemail.com yahoo.com yahoo.com.sg yahoo.com.hk yahoo.fr hotmail.com hotmail.fr
    outlook.com live.com msn.com icloud.com me.com aol.com qq.com vip.qq.com foxmail.com 163.com 126.com
    vip.163.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn 21cn.com aliyun.com proton.me
    protonmail.com gmx.com gmx.de singnet.com.sg pacific.net.sg starhub.net.sg orange.fr wanadoo.fr
    free.fr sfr.fr laposte.net
    """
)
SHARED_SITES: Final = words_of(
    """
    linkedin.com facebook.com instagram.com twitter.com x.com youtube.com wechat.com weixin.qq.com
    mp.weixin.qq.com alibaba.com 1688.com taobao.com tmall.com jd.com shopee.sg lazada.sg wixsite.com
    wordpress.com google.com sites.google.com baidu.com tianyancha.com qcc.com linktr.ee
    """
)
FULL_FROM: Final = 4
"""Characters of a Chinese name without its legal form, from which on a register hardly gives it twice."""


@dataclass(slots=True)
class Firm:
    """What is known of one company, from the register or gathered from rows; all sets may be empty. ``key``: of this
    entry; ``company``: whose entry it is, itself as long as nothing else is known."""

    key: str
    names: Names
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
        self.names = Names(
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
    read = [names_in(name) for name in names if name]
    latin = tuple(dict.fromkeys(name for each in read for name in each.latin))
    chinese = tuple(dict.fromkeys(name for each in read for name in each.chinese))
    numbers = [number for number in registry if number]
    return Firm(
        key,
        Names(latin, chinese),
        codes=[code] if code and code.sure else [],
        hosts={site} - SHARED_SITES if (site := host(website)) else set(),
        emails=set(emails),
        uens={number for number in numbers if looks_like_uen(number) or not looks_like_uscc(number)},
        usccs={number for number in numbers if looks_like_uscc(number)},
        country=country,
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two firms have in common; a likeness is None where the script is missing on one side. ``unit``: one is a
    branch, or has a place or a legal form of its own, see ``companies.units``; ``placed``: a place at least, though the
    other may be cut short; ``abbreviated``: one of them goes by a few Latin letters, which may well stand for the
    other's name; ``begins_alike``: one Chinese name is the beginning of the other, a place aside; ``brand``: one is the
    other's bare brand, or the brand with the trade that the public calls it by. ``telling``: enough to be sure where no
    other firm of the register fits: a short form that keeps what tells a firm apart, or the same full name as a Chinese
    register gives it, once only."""

    latin: Likeness | None
    chinese: Likeness | None
    sound: bool
    registry: bool | None
    code: bool | None
    site: bool
    email: bool
    email_domain: bool
    separate: bool
    unit: bool
    placed: bool
    abbreviated: bool
    begins_alike: bool
    brand: bool
    telling: bool

    @property
    def best(self) -> Likeness:
        return max((degree for degree in (self.latin, self.chinese) if degree is not None), default=Likeness.DIFFERENT)

    @property
    def worst(self) -> Likeness | None:
        return min((degree for degree in (self.latin, self.chinese) if degree is not None), default=None)

    @property
    def names_apart(self) -> bool:
        """Names can be compared, and none agrees."""
        return self.worst is not None and self.best is Likeness.DIFFERENT

    def because(self) -> tuple[str, ...]:
        found = []
        if self.registry:
            found.append("registry_number")
        if self.code:
            found.append("stock_code")
        if self.site:
            found.append("website")
        found += [_NAMED[self.latin]] if self.latin else []
        found += ["name_zh" if self.chinese is Likeness.SAME else _NAMED[self.chinese]] if self.chinese else []
        found += ["name_sound"] if self.sound else []
        found += ["email"] if self.email else ["email_domain"] if self.email_domain else []
        return tuple(dict.fromkeys(found))


_NAMED: Final = {
    Likeness.SAME: "name",
    Likeness.SOFT: "name_without_group",
    Likeness.TYPO: "name_spelling",
    Likeness.SHORT: "name_short",
    Likeness.KIN: "name_kin",
    Likeness.SISTER: "name_kin",
}


def evidence(a: Firm, b: Firm, shared_hosts: frozenset[str] = frozenset()) -> Evidence:
    """``shared_hosts``: web and mail hosts that several firms of this list use; they tell nothing."""
    latin = max((compare_latin(x, y) for x in a.latin for y in b.latin), default=None)
    chinese = max((compare_chinese(x, y) for x in a.chinese for y in b.chinese), default=None)
    sound = latin is None and chinese is None
    return Evidence(
        latin=latin,
        chinese=chinese,
        sound=sound and _sound(a, b),
        registry=_agree(a.uens, b.uens) if _agree(a.uens, b.uens) is not None else _agree(a.usccs, b.usccs),
        code=_codes_agree(a.codes, b.codes),
        site=bool((a.hosts & b.hosts) - shared_hosts),
        email=bool(a.emails & b.emails),
        email_domain=_domains_meet(a, b, shared_hosts),
        separate=a.separate != b.separate,
        unit=bool(latin or chinese) and _other_unit(a, b),
        placed=any(is_placed_apart(x, y) for x in a.latin for y in b.latin)
        or any(is_placed_apart(x, y) for x in a.chinese for y in b.chinese),
        abbreviated=any(len(name.key) <= 5 for name in (*a.latin, *b.latin)),
        begins_alike=any(_begins(x, y) or _begins(y, x) for x in a.chinese for y in b.chinese),
        brand=any(is_brand_of(x, y) or is_brand_of(y, x) for x in a.latin for y in b.latin),
        telling=_telling(a, b, chinese),
    )


def _other_unit(a: Firm, b: Firm) -> bool:
    """Whether in some script all names that are alike tell two firms of one house."""
    countries = (a.country, b.country)
    chinese = [
        (is_another_unit(x, y, countries), is_listed(x) or is_listed(y))
        for x, one in zip(a.names.chinese, a.chinese, strict=True)
        for y, other in zip(b.names.chinese, b.chinese, strict=True)
        if compare_chinese(one, other) is not Likeness.DIFFERENT
    ]
    if chinese and all(apart for apart, _ in chinese):
        return True
    listed = (False, True) in chinese
    latin = [
        is_another_unit(x, y, countries, listed=listed)
        for x, one in zip(a.names.latin, a.latin, strict=True)
        for y, other in zip(b.names.latin, b.latin, strict=True)
        if compare_latin(one, other) is not Likeness.DIFFERENT
    ]
    return bool(latin) and all(latin)


def _telling(a: Firm, b: Firm, chinese: Likeness | None) -> bool:
    if any(cuts_short(x, y) or cuts_short(y, x) for x in a.latin for y in b.latin):
        return True
    pairs = [(x, y) for x in a.chinese for y in b.chinese]
    if chinese is Likeness.SAME:
        return any(x.legal and y.legal and x.core == y.core and _is_full(x) for x, y in pairs)
    return any(tells_in_chinese(x, y) or tells_in_chinese(y, x) for x, y in pairs)


def _is_full(name: ChineseName) -> bool:
    return len(name.core) >= FULL_FROM and tells_apart(name.core)


def _begins(x: ChineseName, y: ChineseName) -> bool:
    return y.core.startswith(x.core) or y.bare.startswith(x.core)


def _sound(a: Firm, b: Firm) -> bool:
    return any(sounds_like(x, y) for x in a.latin for y in b.chinese) or any(
        sounds_like(x, y) for x in b.latin for y in a.chinese
    )


def _agree(a: set[str], b: set[str]) -> bool | None:
    return bool(a & b) if a and b else None


def _codes_agree(a: list[StockCode], b: list[StockCode]) -> bool | None:
    """None where nothing can be said: no code, or codes of different exchanges, as a firm may be listed twice."""
    pairs = [(x, y) for x in a for y in b]
    if any(x.bare == y.bare and _same_place(x, y) for x, y in pairs):
        return True
    rivals = [x.exchange == y.exchange and bool(x.exchange) and not _share_classes(x, y) for x, y in pairs]
    return False if rivals and all(rivals) else None


def _same_place(x: StockCode, y: StockCode) -> bool:
    return not x.exchange or not y.exchange or x.exchange == y.exchange


def _share_classes(x: StockCode, y: StockCode) -> bool:
    """A firm's A and B shares on one mainland exchange."""
    return (x.text[:3] in ("200", "900")) != (y.text[:3] in ("200", "900"))


def _domains_meet(a: Firm, b: Firm, shared: frozenset[str]) -> bool:
    mail_a, mail_b = a.mail_hosts - shared, b.mail_hosts - shared
    if mail_a & (mail_b | b.hosts) or mail_b & a.hosts:
        return True
    return _named_after(mail_a | a.hosts, b) or _named_after(mail_b | b.hosts, a)


def _named_after(hosts: set[str], firm: Firm) -> bool:
    """A host such as shengsiong-group.com bears the firm's own name."""
    labels = {label.replace("-", "") for each in hosts for label in each.split(".")[:1]}
    return any(len(name.key) >= 6 and label in _own_labels(name) for name in firm.latin for label in labels)


def _own_labels(name: LatinName) -> set[str]:
    return {name.key} | {name.key + word for word in SOFT_WORDS}
