"""A company as it is compared, and what two of them have in common: names in any script, registry numbers, stock
codes, web and mail hosts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from app.companies.identifiers import StockCode, has_uen_shape, has_uscc_shape
from app.companies.names.comparison import CompanyLikeness, compare_chinese, compare_latin, is_brand_of, sounds_like
from app.companies.names.parsing import ChineseName, LatinName, chinese_name, fold, latin_name
from app.companies.names.short_forms import is_cut_short_of, is_telling_core, is_telling_short_form
from app.companies.names.spellings import SpelledNames, parse_names
from app.companies.names.transliteration import brand_word, chinese_meanings, is_same_brand, latin_meanings
from app.companies.names.units import has_other_legal_form, is_another_unit, is_listed, is_placed_apart
from app.companies.names.words import SOFT_WORDS
from app.companies.typed_text import FREE_MAIL_HOSTS, SHARED_WEB_HOSTS, get_website_host


@dataclass(slots=True)
class ComparableCompany:
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
        return {domain for email in self.emails if (domain := email.partition("@")[2]) not in FREE_MAIL_HOSTS}

    @property
    def separate(self) -> bool:
        """A listed trust or fund."""
        return any(name.separate for name in self.latin[:1]) or any(name.separate for name in self.chinese[:1])

    def absorb(self, other: ComparableCompany) -> None:
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


def create_comparable_company(
    key: str,
    names: Iterable[str],
    *,
    code: StockCode | None = None,
    website: str = "",
    emails: Iterable[str] = (),
    registry: Iterable[str] = (),
    country: str = "",
) -> ComparableCompany:
    """Gathers a ``Firm`` from texts; each name may hold several in both scripts. ``country``: ISO, two letters."""
    read = [parse_names(name) for name in names if name]
    latin = tuple(dict.fromkeys(name for each in read for name in each.latin))
    chinese = tuple(dict.fromkeys(name for each in read for name in each.chinese))
    numbers = [number for number in registry if number]
    return ComparableCompany(
        key,
        SpelledNames(latin, chinese),
        codes=[code] if code and code.sure else [],
        hosts={site} - SHARED_WEB_HOSTS if (site := get_website_host(website)) else set(),
        emails=set(emails),
        uens={number for number in numbers if has_uen_shape(number) or not has_uscc_shape(number)},
        usccs={number for number in numbers if has_uscc_shape(number)},
        country=country,
    )


FULL_NAME_MIN_CHARACTERS: Final = 4
"""Characters of a Chinese name without its legal form, from which on a register hardly gives it twice."""


_COUNTRY_CODES_BY_PLACE: Final = {
    **dict.fromkeys(("singapore", "新加坡"), "SG"),
    **dict.fromkeys(("china", "中国"), "CN"),
    **dict.fromkeys(("hongkong", "香港"), "HK CN"),
    **dict.fromkeys(("malaysia", "马来西亚"), "MY"),
    **dict.fromkeys(("france", "法国"), "FR"),
}
"""Places that stand in brackets, and whose they are."""


@dataclass(frozen=True, slots=True)
class MatchFeatures:
    """What two companies have in common; a likeness is None where the script is missing on one side. ``unit``: one is a
    branch, or has a place or a legal form of its own, see ``companies.units``; ``placed``: a place at least, though the
    other may be cut short; ``abbreviated``: one of them goes by a few Latin letters, which may well stand for the
    other's name; ``begins_alike``: one Chinese name is the beginning of the other, a place aside; ``brand``: one is the
    other's bare brand, or the brand with the trade that the public calls it by. ``telling``: enough to be sure where no
    other company of the register fits: a short form that keeps what tells a company apart, or the same full name as a
    Chinese register gives it, once only; ``sounds_alike``: the brand of the one is heard in the Chinese name that the
    other has alone; ``house``: the Latin names begin with the same brand; ``translated``: the one says in English what
    the other says in Chinese; ``at_home``: the place in brackets that makes a ``unit`` of the one is the other's own
    country; ``form_apart``: the names are Latin and differ in the legal form alone; ``abroad``: each is said to be in
    a country of its own."""

    latin: CompanyLikeness | None
    chinese: CompanyLikeness | None
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
    sounds_alike: bool
    house: bool
    translated: bool
    at_home: bool
    form_apart: bool
    abroad: bool

    @property
    def best(self) -> CompanyLikeness:
        return max(
            (degree for degree in (self.latin, self.chinese) if degree is not None), default=CompanyLikeness.DIFFERENT
        )

    @property
    def worst(self) -> CompanyLikeness | None:
        return min((degree for degree in (self.latin, self.chinese) if degree is not None), default=None)

    @property
    def names_apart(self) -> bool:
        """Names can be compared, and none agrees."""
        return self.worst is not None and self.best is CompanyLikeness.DIFFERENT

    @property
    def is_faint(self) -> bool:
        """Nothing but the brand speaks for it."""
        alike = self.best is not CompanyLikeness.DIFFERENT and self.worst is not CompanyLikeness.DIFFERENT
        return (self.sounds_alike or self.house) and not (alike or self.site or self.email or self.telling)

    def because(self) -> tuple[str, ...]:
        reasons = []
        if self.registry:
            reasons.append("registry_number")
        if self.code:
            reasons.append("stock_code")
        if self.site:
            reasons.append("website")
        reasons += [_LIKENESS_REASONS[self.latin]] if self.latin else []
        reasons += (
            ["name_zh" if self.chinese is CompanyLikeness.SAME else _LIKENESS_REASONS[self.chinese]]
            if self.chinese
            else []
        )
        reasons += ["name_translated"] if self.translated else []
        reasons += ["name_sound"] if self.sound or (self.sounds_alike and not reasons) else []
        reasons += ["email"] if self.email else ["email_domain"] if self.email_domain else []
        return tuple(dict.fromkeys(reasons))


_LIKENESS_REASONS: Final = {
    CompanyLikeness.SAME: "name",
    CompanyLikeness.SOFT: "name_without_group",
    CompanyLikeness.TYPO: "name_spelling",
    CompanyLikeness.SHORT: "name_short",
    CompanyLikeness.KIN: "name_kin",
    CompanyLikeness.SISTER: "name_kin",
}


def compare_companies(
    a: ComparableCompany, b: ComparableCompany, shared_hosts: frozenset[str] = frozenset()
) -> MatchFeatures:
    """``shared_hosts``: web and mail hosts that several firms of this list use; they tell nothing."""
    latin = max((compare_latin(x, y) for x in a.latin for y in b.latin), default=None)
    chinese = max((compare_chinese(x, y) for x in a.chinese for y in b.chinese), default=None)
    sound = latin is None and chinese is None
    return MatchFeatures(
        latin=latin,
        chinese=chinese,
        sound=sound and _sounds_alike(a, b),
        registry=_numbers_agree(a.uens, b.uens)
        if _numbers_agree(a.uens, b.uens) is not None
        else _numbers_agree(a.usccs, b.usccs),
        code=_stock_codes_agree(a.codes, b.codes),
        site=bool((a.hosts & b.hosts) - shared_hosts),
        email=bool(a.emails & b.emails),
        email_domain=_share_domain(a, b, shared_hosts),
        separate=a.separate != b.separate,
        unit=bool(latin or chinese) and _is_other_unit(a, b),
        at_home=_is_place_home_country(a, b) or _is_place_home_country(b, a),
        form_apart=latin is CompanyLikeness.SAME and chinese is None and _differs_in_legal_form(a, b),
        abroad="" not in (a.country, b.country) and a.country != b.country,
        translated=sound and _is_translation(a, b),
        placed=any(is_placed_apart(x, y) for x in a.latin for y in b.latin) or _is_placed_apart_in_chinese(a, b),
        abbreviated=any(len(name.key) <= 5 for name in (*a.latin, *b.latin)),
        begins_alike=any(_begins_with(x, y) or _begins_with(y, x) for x in a.chinese for y in b.chinese),
        brand=any(is_brand_of(x, y) or is_brand_of(y, x) for x in a.latin for y in b.latin),
        telling=_has_distinctive_match(a, b, chinese),
        sounds_alike=chinese is None and _is_brand_by_sound(a, b),
        house=any(brand and brand == brand_word(y) for x in a.latin if (brand := brand_word(x)) for y in b.latin),
    )


def _is_other_unit(a: ComparableCompany, b: ComparableCompany) -> bool:
    """Whether in some script all names that are alike tell two firms of one house."""
    countries = (a.country, b.country)
    chinese = [
        (is_another_unit(x, y, countries), is_listed(x) or is_listed(y))
        for x, name in zip(a.names.chinese, a.chinese, strict=True)
        for y, other in zip(b.names.chinese, b.chinese, strict=True)
        if compare_chinese(name, other) is not CompanyLikeness.DIFFERENT
    ]
    if chinese and all(apart for apart, _ in chinese):
        return True
    listed = (False, True) in chinese
    latin = [
        is_another_unit(x, y, countries, listed=listed)
        for x, name in zip(a.names.latin, a.latin, strict=True)
        for y, other in zip(b.names.latin, b.latin, strict=True)
        if compare_latin(name, other) is not CompanyLikeness.DIFFERENT
    ]
    return bool(latin) and all(latin)


def _differs_in_legal_form(a: ComparableCompany, b: ComparableCompany) -> bool:
    alike = [
        has_other_legal_form(x, y)
        for x, name in zip(a.names.latin, a.latin, strict=True)
        for y, other in zip(b.names.latin, b.latin, strict=True)
        if compare_latin(name, other) is not CompanyLikeness.DIFFERENT
    ]
    return all(alike)


def _is_placed_apart_in_chinese(a: ComparableCompany, b: ComparableCompany) -> bool:
    """A stock corporation has its place in brackets and no sister elsewhere: 优德精密工业（昆山）股份有限公司."""
    return any(
        is_placed_apart(x, y) and not (is_listed(name) or is_listed(other))
        for name, x in zip(a.names.chinese, a.chinese, strict=True)
        for other, y in zip(b.names.chinese, b.chinese, strict=True)
    )


def _is_place_home_country(a: ComparableCompany, b: ComparableCompany) -> bool:
    """星展银行（新加坡） beside a firm of Singapore."""
    places = frozenset(place for name in a.latin for place in name.places)
    places |= frozenset(place for name in a.chinese for place in name.places)
    return (
        bool(places)
        and bool(b.country)
        and all(b.country in _COUNTRY_CODES_BY_PLACE.get(place, "") for place in places)
    )


def _is_translation(a: ComparableCompany, b: ComparableCompany) -> bool:
    return any(latin_meanings(x) & chinese_meanings(y) for x in a.latin for y in b.chinese) or any(
        latin_meanings(x) & chinese_meanings(y) for x in b.latin for y in a.chinese
    )


def _has_distinctive_match(a: ComparableCompany, b: ComparableCompany, chinese: CompanyLikeness | None) -> bool:
    if any(is_cut_short_of(x, y) or is_cut_short_of(y, x) for x in a.latin for y in b.latin):
        return True
    pairs = [(x, y) for x in a.chinese for y in b.chinese]
    if chinese is not None and chinese >= CompanyLikeness.SOFT:
        written = {fold(name) for name in a.names.chinese} & {fold(name) for name in b.names.chinese}
        return any(chinese_name(name).legal for name in written) or any(
            x.core == y.core and _is_full_name(x) and (x.legal and y.legal) == (chinese is CompanyLikeness.SAME)
            for x, y in pairs
        )
    if any(x.core == y.core and _is_full_name(x) and not (x.legal and y.legal) for x, y in pairs):
        return any(map(is_listed, (*a.names.chinese, *b.names.chinese)))
    return any(is_telling_short_form(x, y) or is_telling_short_form(y, x) for x, y in pairs)


def _is_full_name(name: ChineseName) -> bool:
    return len(name.core) >= FULL_NAME_MIN_CHARACTERS and is_telling_core(name.core)


def _begins_with(x: ChineseName, y: ChineseName) -> bool:
    return y.core.startswith(x.core) or y.bare.startswith(x.core)


def _sounds_alike(a: ComparableCompany, b: ComparableCompany) -> bool:
    return any(sounds_like(x, y) for x in a.latin for y in b.chinese) or any(
        sounds_like(x, y) for x in b.latin for y in a.chinese
    )


def _is_brand_by_sound(a: ComparableCompany, b: ComparableCompany) -> bool:
    return any(is_same_brand(x, y) for x in a.latin for y in b.chinese) or any(
        is_same_brand(x, y) for x in b.latin for y in a.chinese
    )


def _numbers_agree(a: set[str], b: set[str]) -> bool | None:
    return bool(a & b) if a and b else None


def _stock_codes_agree(a: list[StockCode], b: list[StockCode]) -> bool | None:
    """None where nothing can be said: no code, or codes of different exchanges, as a firm may be listed twice."""
    pairs = [(x, y) for x in a for y in b]
    if any(x.bare == y.bare and _is_same_exchange(x, y) for x, y in pairs):
        return True
    rivals = [x.exchange == y.exchange and bool(x.exchange) and not _are_share_classes(x, y) for x, y in pairs]
    return False if rivals and all(rivals) else None


def _is_same_exchange(x: StockCode, y: StockCode) -> bool:
    return not x.exchange or not y.exchange or x.exchange == y.exchange


def _are_share_classes(x: StockCode, y: StockCode) -> bool:
    """A firm's A and B shares on one mainland exchange."""
    return (x.text[:3] in ("200", "900")) != (y.text[:3] in ("200", "900"))


def _share_domain(a: ComparableCompany, b: ComparableCompany, shared: frozenset[str]) -> bool:
    mail_a, mail_b = a.mail_hosts - shared, b.mail_hosts - shared
    if mail_a & (mail_b | b.hosts) or mail_b & a.hosts:
        return True
    return _is_host_named_after(mail_a | a.hosts, b) or _is_host_named_after(mail_b | b.hosts, a)


def _is_host_named_after(hosts: set[str], company: ComparableCompany) -> bool:
    """A host such as shengsiong-group.com bears the firm's own name."""
    labels = {label.replace("-", "") for each in hosts for label in each.split(".")[:1]}
    return any(len(name.key) >= 6 and label in _host_labels(name) for name in company.latin for label in labels)


def _host_labels(name: LatinName) -> set[str]:
    return {name.key} | {name.key + word for word in SOFT_WORDS}
