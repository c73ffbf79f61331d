"""A text held in up to three languages, shown in the reader's with a fall-back that says so."""

from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("en", "zh", "fr")
_FALLBACK_ORDER: Final = {"en": ("en", "zh", "fr"), "zh": ("zh", "en", "fr"), "fr": ("fr", "en", "zh")}


def language_of(locale: str) -> str:
    """The content language of a locale: ``zh_Hans``, ``zh-CN`` → ``zh``; one we don't hold → ``en``."""
    if locale in LANGUAGES:
        return locale
    short = locale.replace("-", "_").partition("_")[0].lower()
    return short if short in LANGUAGES else "en"


@dataclass(frozen=True, slots=True, order=True)
class Localized:
    """The same text in English, Chinese and French; an empty one is missing. Ordered as tuples are, to sort stably."""

    en: str = ""
    zh: str = ""
    fr: str = ""

    def in_language(self, locale: str) -> tuple[str, str]:
        """The text and the language it is really in, for ``lang`` and the note where that is another one.

        Order: the reader's, English, Chinese, French. With no text at all: "" and the reader's language.
        """
        reader_language = language_of(locale)
        for language in _FALLBACK_ORDER[reader_language]:
            if text := self.exactly(language):
                return text, language
        return "", reader_language

    def exactly(self, language: str) -> str:
        """The text in this language (``en``, ``zh``, ``fr``), "" where it is missing."""
        text: str = getattr(self, language)
        return text.strip()

    def languages(self) -> tuple[str, ...]:
        """The languages that have a text, in the order en, zh, fr."""
        return tuple(language for language in LANGUAGES if self.exactly(language))

    def __bool__(self) -> bool:
        return bool(self.en.strip() or self.zh.strip() or self.fr.strip())
