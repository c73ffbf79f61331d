"""What people agree to, word by word, in the three languages; a text that changes gets a new version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from app.kernel.localized import Localized


@dataclass(frozen=True, slots=True)
class ConsentText:
    """``title`` beside the box, ``text`` below it; both together are what was agreed to."""

    purpose: str
    version: str
    title: Localized
    text: Localized

    def hash_in(self, language: str) -> str:
        """The fingerprint of the words as they were shown in ``en``, ``zh`` or ``fr`` (SHA-256, hexadecimal)."""
        said = f"{self.title.exactly(language)}\n{self.text.exactly(language)}"
        return hashlib.sha256(said.encode()).hexdigest()


CONSENT_TEXTS: Final = {
    text.purpose: text
    for text in (
        ConsentText(
            "attendee_list",
            "1",
            Localized(
                "I may stand in the attendee list",
                "可将我列入参会名单",
                "Je peux figurer sur la liste des participants",
            ),
            Localized(
                "Firm, sectors, your name and title, for the other firms, the chamber and the organizer, on paper and "
                "as a file.",
                "企业、行业、您的姓名和职务，供其他企业、商会和主办方使用，包括纸质版和电子文件。",
                "Entreprise, secteurs, votre nom et votre fonction, pour les autres entreprises, la chambre de "
                "commerce et l’organisateur, sur papier et en fichier.",
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
            "1",
            Localized("It may leave the country", "可向境外提供", "Elles peuvent quitter le pays"),
            Localized(
                "The organizer and the chamber hand the list to firms in another country, where other rules apply.",
                "主办方和商会可将名单提供给境外企业，当地适用不同的法规。",
                "L’organisateur et la chambre de commerce remettent la liste à des entreprises d’un autre pays, où "
                "d’autres règles s’appliquent.",
            ),
        ),
    )
}
"""In the order in which the boxes stand. The first and the last are the firm's, the second is the person's."""
