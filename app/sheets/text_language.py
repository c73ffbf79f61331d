"""In which of our languages a text of a sheet is written: by its own words, else by its column, header and sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from app.companies.names.parsing import fold, has_chinese
from app.companies.names.words import word_set
from app.core.texts import cached_by_text

TextLanguage = Literal["en", "fr", "zh"]
DECISIVE_LEAD: Final = 2.0
"""From this lead on a text's own words decide."""
_MAX_READ_LENGTH: Final = 600
_FRENCH_FUNCTION_TERMS: Final = word_set(
    """
    le la les des du de un une et en pour avec dans sur au aux ou par sans nos notre vos votre leur leurs chez qui que
    est sont nous vous ses entre vers afin ainsi ce cette ces son sa il elle tous toutes plus depuis
    """
)
_ENGLISH_FUNCTION_TERMS: Final = word_set(
    """
    the and of for with from to by our we is are at your their who which that this these as its an be has have into
    looking seeking all other
    """
)
_FRENCH_TRADE_TERMS: Final = word_set(
    """
    chine chinois chinoise chinoises singapour asie europeen entreprise entreprises societe societes recherche
    recherchons cherchons proposons offrons produits produit vente ventes achat achats commerce partenaires partenaire
    distributeur distributeurs fournisseur fournisseurs acheteur acheteurs investisseur investisseurs importateur
    importateurs exportateur exportateurs fabricant fabricants fabrication entrepot entrepots entreposage logistique
    equipements equipement agroalimentaire vins vin liege logiciel logiciels sante banque banques assurance assurances
    conseil conseils formation formations energie energies eau agricole agricoles industrie automobile bois acier
    mode cosmetiques parfums tourisme batiment usine usines outils materiel materiaux textile textiles commerciale
    numerique developpement marche marches projet projets expedition fret portuaire fluvial
    nom prenom fonction courriel telephone pays ville langue langues secteur secteurs besoins offre offres recherches
    civilite raison sociale remarques presentation accord consentement coordonnees liste oui
    """
)
_ENGLISH_TRADE_TERMS: Final = word_set(
    """
    china chinese singapore asia european company companies firm firms research trade trading product products sales
    partners partner distributor distributors supplier suppliers buyer buyers investor investors importer importers
    exporter exporters manufacturer manufacturers manufacturing warehouse warehouses warehousing logistics equipment
    food wine wines cork software health healthcare bank banks banking insurance consulting training energy water
    agriculture industry automotive wood steel fashion cosmetics perfume tourism building factory factories tools
    materials shipping freight digital development market markets project projects technology
    technologies marketing learning cloud security
    name designation email phone country city language languages sector sectors needs offer offers seeks website title
    remarks about
    """
)
_FRENCH_ONLY_TERMS: Final = _FRENCH_TRADE_TERMS - _ENGLISH_TRADE_TERMS
_ENGLISH_ONLY_TERMS: Final = _ENGLISH_TRADE_TERMS - _FRENCH_TRADE_TERMS
_FRENCH_ELISION: Final = re.compile(r"\b(?:[dlnjsmtc]|qu)['’][aeiouyhàâéèêëîïôœù]", re.IGNORECASE)
_ACCENTED_TERM: Final = re.compile(r"(?<!\w)[^\W\dA-ZÀ-Þ_][\w]*?[àâçéèêëîïôœùû]\w*|(?<!\w)[àâçéèêëîïôœùû]\w*")
_ACCENTED_NAME: Final = re.compile(r"(?<!\w)[A-ZÀ-Þ]\w*?[àâçéèêëîïôœùû]\w*|(?<!\w)[ÀÂÇÉÈÊËÎÏÔŒÙÛ]\w*")
"""With a capital it may be a name: Nestlé."""
_FRENCH_ENDINGS: Final = ("eaux", "ments", "iques", "elles", "euse", "euses", "aires", "trice", "trices")
_ENGLISH_ENDINGS: Final = ("ing", "ings", "ness", "ship", "ships", "ware", "wares", "ties", "ally", "ed")


@cached_by_text
def measure_leaning(text: str) -> float:
    """How far the words of a text in Latin script speak for French (above 0) or English (below 0); 0 where they do not
    tell."""
    text = text[:_MAX_READ_LENGTH]
    words = fold(text).split()
    said = set(words)
    french = sum(word in _FRENCH_FUNCTION_TERMS for word in words) + len(said & _FRENCH_ONLY_TERMS)
    english = sum(word in _ENGLISH_FUNCTION_TERMS for word in words) + len(said & _ENGLISH_ONLY_TERMS)
    ends = sum(word.endswith(_FRENCH_ENDINGS) - word.endswith(_ENGLISH_ENDINGS) for word in said) / 2
    return french - english + ends + _measure_french_signs(text)


def _measure_french_signs(text: str) -> float:
    """What accents and elisions speak for French."""
    elided = 2 * len(_FRENCH_ELISION.findall(text)) if "'" in text or "’" in text else 0
    return (
        elided if text.isascii() else elided + len(_ACCENTED_TERM.findall(text)) + len(_ACCENTED_NAME.findall(text)) / 2
    )


def measure_common_leaning(texts: Iterable[str], least: float = 0.5) -> float:
    """Of many texts together, such as a row of headers: from -1 (all in English) to 1 (all in French). ``least``: how
    far a text has to lean to count."""
    told = [lean for text in texts if not has_chinese(text) and abs(lean := measure_leaning(text)) >= least]
    return sum(1 if lean > 0 else -1 for lean in told) / len(told) if told else 0.0


def detect_language(text: str, around: float) -> TextLanguage:
    """``around``: what column, header and sheet speak for, above 0 French; it decides where the text is unsure."""
    if has_chinese(text):
        return "zh"
    lean = measure_leaning(text)
    if abs(lean) >= DECISIVE_LEAD:
        return "fr" if lean > 0 else "en"
    return "fr" if max(-1.0, min(1.0, lean)) + around > 0 else "en"
