"""Columns for what a chamber's sheet said besides the profile, as its import keeps it with the registration. They are
for the event's own work: no consent speaks of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from app.core.localized import Localized
from app.documents.csv import CellValue
from app.lists.columns import Column, Take, yes_or_no

SHEET: Final = "sheet_"
"""Begins the name of each such column; under what name the answer is kept follows."""
LABELS: Final = {
    "arrival": Localized("Arrival", "抵达", "Arrivée"),
    "departure": Localized("Departure", "离开", "Départ"),
    "site_visit": Localized("Site visit", "参观考察", "Visite de site"),
    "remarks": Localized("Remarks", "备注", "Remarques"),
    "category": Localized("Category in the sheet", "表格中的类别", "Catégorie dans la feuille"),
    "group": Localized("Group in the sheet", "表格中的分组", "Groupe dans la feuille"),
    "registered_at": Localized("Registered on, in the sheet", "表格中的报名时间", "Inscrite le, dans la feuille"),
    "certificates_held": Localized(
        "Certificates held, in the sheet", "表格中的已有证书", "Certificats détenus, dans la feuille"
    ),
    "certificates_needed": Localized(
        "Certificates needed, in the sheet", "表格中的所需证书", "Certificats recherchés, dans la feuille"
    ),
    "languages": Localized("Other languages", "其他语言", "Autres langues"),
    "exports": Localized("Other export markets", "其他出口市场", "Autres marchés d’exportation"),
    "products": Localized("Products in the sheet", "表格中的产品", "Produits dans la feuille"),
    "other_names": Localized("Other names", "其他名称", "Autres noms"),
    "more_emails": Localized("Further e-mails", "其他邮箱", "Autres e-mails"),
    "more_phones": Localized("Further phones", "其他电话", "Autres téléphones"),
    "more_titles": Localized("Further job titles", "其他职务", "Autres fonctions"),
}
"""Of any other answer the name itself stands above the column."""


def imported_columns(names: Iterable[str]) -> tuple[Column, ...]:
    """One column for each answer that an import has kept at the event; those with a label first, in its order."""
    there = set(names)
    ordered = [*(name for name in LABELS if name in there), *sorted(there - LABELS.keys())]
    return tuple(Column(f"{SHEET}{name}", "inner", _taken(name), label=_label(name)) for name in ordered)


def _label(name: str) -> Localized:
    words = name.replace("_", " ")
    return LABELS.get(name, Localized(words, words, words))


def _taken(name: str) -> Take:
    return lambda row, _terms: _written(row.firm.sheet.get(name))


def _written(said: object) -> CellValue:
    """Days as such."""
    if said is None:
        return None
    if isinstance(said, bool):
        return yes_or_no(said)
    if isinstance(said, int | float):
        return said
    if isinstance(said, list | tuple):
        return "; ".join(map(str, said))
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        return str(said)
