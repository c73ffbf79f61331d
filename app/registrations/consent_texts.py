"""What people agree to, word by word, in the three languages; a text that changes gets a new version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from app.core.localized import Localized


@dataclass(frozen=True, slots=True)
class ConsentText:
    """``title`` beside the box, ``text`` below it; both together are what was agreed to."""

    purpose: str
    version: str
    title: Localized
    text: Localized

    def hash_in(self, language: str) -> str:
        """The fingerprint of the words as they were shown in ``en``, ``zh`` or ``fr`` (SHA-256, hexadecimal)."""
        wording = f"{self.title.exactly(language)}\n{self.text.exactly(language)}"
        return hashlib.sha256(wording.encode()).hexdigest()


ATTENDEE_LIST_PURPOSE: Final = "attendee_list"
"""The purpose of the attendee list. A company speaks for those whom it had when it spoke; a person's own no leaves that
person out, and nobody else."""
PUBLIC_DIRECTORY_PURPOSE: Final = "public_directory"
"""The purpose of what anybody may read: the directory and the catalogue of companies."""

EARLIER_CONSENT_TEXTS: Final = {
    ("attendee_list", "1"): Localized(
        "Firm, sectors, your name and title, for the other firms, the chamber and the organizer, on paper and as a "
        "file.",
        "企业、行业、您的姓名和职务，供其他企业、商会和主办方使用，包括纸质版和电子文件。",
        "Entreprise, secteurs, votre nom et votre fonction, pour les autres entreprises, la chambre de commerce et "
        "l’organisateur, sur papier et en fichier.",
    ),
    ("attendee_list", "2"): Localized(
        "Firm, sectors, your name and title, for the other firms, the chamber and the organizer, on paper and "
        "as a file. Where the event has a public directory or a catalogue, the firm stands in it, without its "
        "people.",
        "企业、行业、您的姓名和职务，供其他企业、商会和主办方使用，包括纸质版和电子文件。如对接会设有公开企业名录或"
        "会刊，则收录企业信息，不含个人。",
        "Entreprise, secteurs, votre nom et votre fonction, pour les autres entreprises, la chambre de "
        "commerce et l’organisateur, sur papier et en fichier. Si la rencontre a un annuaire public ou un "
        "catalogue, l’entreprise y figure, sans ses représentants.",
    ),
    ("cross_border", "1"): Localized(
        "The organizer and the chamber hand the list to firms in another country, where other rules apply.",
        "主办方和商会可将名单提供给境外企业，当地适用不同的法规。",
        "L’organisateur et la chambre de commerce remettent la liste à des entreprises d’un autre pays, où d’autres "
        "règles s’appliquent.",
    ),
    ("cross_border", "2"): Localized(
        "The organizer and the chamber hand the list to firms in another country, where other rules apply. A "
        "public directory is read anywhere: the firm stands in it only with this consent.",
        "主办方和商会可将名单提供给境外企业，当地适用不同的法规。公开企业名录在境外也可查阅，勾选本项后才会收录企业。",
        "L’organisateur et la chambre de commerce remettent la liste à des entreprises d’un autre pays, où "
        "d’autres règles s’appliquent. Un annuaire public se lit partout : l’entreprise n’y figure qu’avec cet "
        "accord.",
    ),
}
"""What stood below the box in versions that people agreed to before, by purpose and version. The second ones spoke of
a public directory too, which has a consent of its own since: what was said then counts for lists alone."""

CONSENT_TEXTS: Final = {
    text.purpose: text
    for text in (
        ConsentText(
            "attendee_list",
            "3",
            Localized(
                "I may stand in the attendee list",
                "可将我列入参会名单",
                "Je peux figurer sur la liste des participants",
            ),
            Localized(
                "Firm, sectors, your name and title, for the other firms, the chamber and the organizer, on paper and "
                "as a file. Nothing of it is made public.",
                "企业、行业、您的姓名和职务，供其他企业、商会和主办方使用，包括纸质版和电子文件，不对外公开。",
                "Entreprise, secteurs, votre nom et votre fonction, pour les autres entreprises, la chambre de "
                "commerce et l’organisateur, sur papier et en fichier. Rien n’en est rendu public.",
            ),
        ),
        ConsentText(
            "contacts",
            "1",
            Localized(
                "With my e-mail, phone and WeChat",
                "并附上我的邮箱、电话和微信",
                "Avec mon adresse électronique, mon téléphone et mon WeChat",
            ),
            Localized(
                "So that firms can reach you after the day. Without it the list shows your name alone.",
                "便于其他企业会后与您联系。不勾选则名单上只显示您的姓名。",
                "Pour que les entreprises puissent vous joindre ensuite. Sinon, la liste ne montre que votre nom.",
            ),
        ),
        ConsentText(
            "cross_border",
            "3",
            Localized("It may leave the country", "可向境外提供", "Elles peuvent quitter le pays"),
            Localized(
                "The organizer and the chamber hand the list to firms in another country, where other rules apply.",
                "主办方和商会可将名单提供给境外企业，当地适用不同的法规。",
                "L’organisateur et la chambre de commerce remettent la liste à des entreprises d’un autre pays, où "
                "d’autres règles s’appliquent.",
            ),
        ),
        ConsentText(
            PUBLIC_DIRECTORY_PURPOSE,
            "1",
            Localized(
                "The firm may be shown in public", "可公开展示企业", "L’entreprise peut être présentée au public"
            ),
            Localized(
                "In the public directory, where the event has one, which anybody may read in any country, and in its "
                "catalogue of companies: name, logo, place, sectors, offers, seeks, certificates and website, without "
                "people and their contacts.",
                "用于对接会的公开企业名录（如设有，任何国家的任何人均可查阅）和企业会刊：名称、标志、所在地、行业、可提供、"
                "寻求、认证和网站，不含个人及其联系方式。",
                "Dans l’annuaire public, si la rencontre en a un, que chacun peut lire dans tout pays, et dans son "
                "catalogue d’entreprises : nom, logo, lieu, secteurs, ce qu’elle propose et recherche, certifications "
                "et site web, sans personnes ni coordonnées.",
            ),
        ),
    )
}
"""In the order in which the boxes stand. The first and the last are the firm's."""

PERSONAL_PURPOSES: Final = frozenset({"contacts", "cross_border"})
"""Purposes to which each person gives their own word: contacts for their own alone, crossing the border beside the
company's, so that neither goes abroad without its own yes."""

LIST_CONSENT_TEXTS: Final = {
    purpose: text for purpose, text in CONSENT_TEXTS.items() if purpose != PUBLIC_DIRECTORY_PURPOSE
}
"""What everybody is asked. Whether a company may be read in public it says on its profile, or as it registers where the
event has a directory: in the boss's three minutes each box is a tap, and a guest stands in no directory."""


def get_consent_text(purpose: str, version: str) -> Localized:
    """What was agreed to in this version; nothing for a sheet's own words."""
    current = CONSENT_TEXTS[purpose]
    return current.text if version == current.version else EARLIER_CONSENT_TEXTS.get((purpose, version), Localized())
