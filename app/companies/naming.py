"""Which of a firm's two names a reader meets first."""

from dataclasses import dataclass
from typing import Protocol


class Bearer(Protocol):
    """A firm in the shape of any feature: a Latin name, and perhaps a Chinese one."""

    @property
    def name(self) -> str: ...

    @property
    def name_zh(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Names:
    """The name in the reader's script, and the other one ("" for none) with the ``lang`` of its markup."""

    first: str
    second: str
    second_lang: str


def names_for(firm: Bearer, language: str) -> Names:
    """Both names in the order for a reader of ``language`` (en, zh, fr); one that is the same is given once."""
    latin, chinese = firm.name, firm.name_zh or ""
    if not chinese or chinese == latin:
        return Names(latin, "", "")
    return Names(chinese, latin, "en") if language == "zh" else Names(latin, chinese, "zh-Hans")
