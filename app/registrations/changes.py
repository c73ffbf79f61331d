"""What a row of a sheet would change in the register: only what is really said otherwise counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.companies.names import chinese_name, compact
from app.registrations.cells import host
from app.registrations.fields import Field
from app.registrations.plan import Known

F = Field
CHANGEABLE: Final = frozenset(
    {
        *(
            F.COMPANY_ZH,
            F.STOCK_CODE,
            F.UEN,
            F.USCC,
            F.WEBSITE,
            F.COUNTRY,
            F.CITY,
            F.SECTORS,
            F.ABOUT,
            F.OFFERS,
            F.SEEKS,
        ),
        *(F.REPRESENTATIVE, F.TITLE, F.EMAIL, F.PHONE, F.WECHAT, F.LANGUAGES, F.NEEDS_INTERPRETER, F.DIETARY),
        *(F.SITE_VISIT, F.REMARKS),
    }
)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


_READ_AS: Final[dict[str, Callable[[str], object]]] = {
    F.WEBSITE: host,
    F.COMPANY_ZH: lambda text: chinese_name(text).core,
    F.STOCK_CODE: lambda text: text.upper().lstrip("0"),
    F.PHONE: _digits,
}
"""How a field is read before it is compared; others fold case, accents and blanks."""


def changes(known: Known, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that the sheet says otherwise than the register, or first, in the order of the sheet's values."""
    held = {
        F.COMPANY_ZH: known.name_zh,
        F.STOCK_CODE: known.stock_code,
        F.WEBSITE: known.website,
        F.UEN: known.uen,
        F.USCC: known.uscc,
        **known.current,
    }
    return tuple(name for name, value in values.items() if name in CHANGEABLE and _differs(name, value, held.get(name)))


def _differs(name: str, value: Any, held: Any) -> bool:
    if value in (None, "", []) or value == held:
        return False
    if not isinstance(value, str) or not isinstance(held, str):
        return True
    read = _READ_AS.get(name, compact)
    return read(value) != read(held)
