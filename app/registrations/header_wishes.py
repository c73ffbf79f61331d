"""Headers that ask in words of their own what a firm offers, what it seeks, which certificates it holds or needs."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import compact, has_chinese
from app.companies.names.words import word_set
from app.registrations.fields import Field
from app.registrations.header_forms import unelided
from app.registrations.header_wishes_zh import wish_in_chinese

F = Field
_MOST_WORDS: Final = 14
_OFFERS: Final = word_set(
    """
    offer offers offered offering offerings propose proposes proposed
    offrez offrons offre offres offrir offert offerts offerte offertes proposez proposons propose proposer proposee
    proposees proposes proposition propositions fournissez fournissons
    """
)
_OFFERS_WITH: Final = word_set(
    """
    provide provides provided providing supply supplies supplied supplying sell sells selling sold export exports
    exported exporting promote showcase bring produce make
    fournir fourni fournis fournie fournies vendez vendons vendre vendus vendues exportez exporter exportes produisez
    apportez presentez presenter
    """
)
"""Tell beside "what", "you" or a product; alone they may say anything."""
_SEEKS: Final = word_set(
    """
    seek seeks seeking sought looking searching
    cherchez cherchons cherche cherchent cherches cherchee cherchees recherchez recherchons recherche
    recherches recherchee recherchees rechercher chercher besoin besoins attentes
    """
)
_SEEKS_WITH: Final = word_set(
    """
    look want wants wanted need needs needed require requires required buy buying purchase source sourcing import
    imports interested interest interests expect expectation expectations expected desired desire hope wish like meet
    target targets targeted ideal
    souhaitez souhaitons souhaite souhaites souhaitee souhaitees voulez voulons attendez attendus achetez acheter
    importez importer visez vises visee visees ciblez cible cibles ideaux ideal rencontrer trouver
    """
)
_HOLDS: Final = word_set(
    """
    held hold holds holding have has own owned obtained possess possessed valid current existing
    detenu detenus detenue detenues detenez obtenu obtenus obtenue obtenues possedez possedees avez valides
    """
)
_NEEDS_ONE: Final = word_set(
    """
    mandatory demanded must requested requis requise requises exige exigee exigees exiges
    demande demandee demandees demandes necessaire necessaires attendu attendue attendues obligatoires exigez demandez
    """
)
_CERTIFICATES: Final = re.compile(r"^(?:certif|accredit|homologation|agrement)")
_ASKS: Final = word_set(
    """
    what which who whom you your we our ce que quoi qui quel quelle quels quelles vous votre vos nous notre nos
    type types kind kinds profile profiles profil profils target targets cible cibles ideal ideaux
    """
)
_THINGS: Final = word_set(
    """
    product products service services solution solutions technology technologies goods partner partners partnership
    partnerships cooperation collaboration collaborations opportunity opportunities counterpart counterparts project
    projects company companies firm firms business businesses sector sectors industry industries
    produit produits prestation prestations partenaire partenaires partenariat partenariats opportunites projet projets
    technologie technologies entreprise entreprises societe societes secteur secteurs filiere filieres
    """
)
_WHOM: Final = word_set(
    """
    customer customers client clients supplier suppliers buyer buyers distributor distributors investor investors agent
    agents fournisseur fournisseurs acheteur acheteurs distributeur distributeurs investisseur investisseurs
    contact contacts interlocuteurs
    """
)
"""Part of a header only where it asks: "Distributors wanted" alone is what a firm says."""
_BESIDE: Final = word_set(
    """
    the a an of for to in at on with from and or by is are be able do does can could will would should that this here
    us they their any other main key primary please kindly state list describe specify indicate name tell details
    description event matching china chinese market during through
    le la les l un une des de du d a au aux et ou est sont en pour avec par chez sur lors pouvez pourriez desirez
    veuillez merci indiquer preciser decrire principaux principales chine chinois chinoise chinois rencontre evenement
    organisation organisations organization organizations quality qualite iso
    """
)
_WANTS_TO_OFFER: Final = re.compile(
    r"\b(?:want|wish|like|hope|able|can|souhait\w+|voulez|desirez|pouvez) (?:to )?"
    r"(?:offer|propose|provide|supply|sell|export|promote|showcase|offrir|proposer|fournir|vendre|exporter|presenter)\b"
)


def wish_in(label: str) -> Field | None:
    """What a whole header asks for, in any of the three languages; None where it holds a word of anything else."""
    if has_chinese(label):
        return wish_in_chinese(compact(label))
    folded = unelided(label)
    words = folded.split()
    said = set(words)
    if not said or len(words) > _MOST_WORDS:
        return None
    if any(map(_CERTIFICATES.match, said)):
        return _certificates(said)
    if not said & _VERBS or said - _KNOWN or (said & _WHOM and not said & _ASKS):
        return None
    beside = bool(said & (_ASKS | _THINGS | _WHOM))
    offers = bool(said & _OFFERS or (beside and said & _OFFERS_WITH))
    seeks = bool(said & _SEEKS or (beside and said & _SEEKS_WITH))
    if offers and (not seeks or _WANTS_TO_OFFER.search(folded)):
        return F.OFFERS
    return F.SEEKS if seeks and not offers else None


_VERBS: Final = _OFFERS | _OFFERS_WITH | _SEEKS | _SEEKS_WITH
_KNOWN: Final = _VERBS | _ASKS | _THINGS | _WHOM | _BESIDE
_NEEDED: Final = _SEEKS | _SEEKS_WITH | _NEEDS_ONE


def _certificates(said: set[str]) -> Field | None:
    other = {word for word in said if not _CERTIFICATES.match(word)} - _KNOWN - _HOLDS - _NEEDS_ONE
    if other:
        return None
    return F.CERTIFICATES_NEEDED if said & _NEEDED and not said & _HOLDS else F.CERTIFICATES_HELD
