import pytest

from app.companies.certificates import (
    CERTIFICATES,
    UnknownCertificate,
    certificate_name,
    list_certificates,
    trade_certificate,
)
from app.companies.sectors.tree import sector_tree


def test_each_certificate_has_a_label_in_each_language():
    assert {each.code for each in CERTIFICATES.values() if each.label.languages() != ("en", "zh", "fr")} == set()
    assert len(CERTIFICATES) == 32


def test_labels_are_told_apart():
    for language in ("en", "zh", "fr"):
        assert len({certificate_name(code, language) for code in CERTIFICATES}) == len(CERTIFICATES)


def test_customary_divisions_are_divisions_of_the_tree():
    divisions = {division for each in CERTIFICATES.values() for division in each.divisions}

    assert {sector_tree()[division].level for division in divisions} == {"division"}


def test_a_form_offers_first_what_is_customary():
    offered = [each.code for each in list_certificates("62")]

    assert offered[:2] == ["iso_27001", "soc_2"]
    assert sorted(offered) == sorted(CERTIFICATES)


def test_a_firm_without_a_division_is_offered_the_plain_order():
    assert [each.code for each in list_certificates(None)] == list(CERTIFICATES)


def test_an_unknown_certificate_is_refused_by_name():
    with pytest.raises(UnknownCertificate) as refusal:
        trade_certificate("iso_1")

    assert (refusal.value.code, refusal.value.details) == ("certificate_unknown", {"certificate": "iso_1"})
