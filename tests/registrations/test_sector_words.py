"""What a sheet's words for sectors mean: said once, converted for sure, or still to be confirmed."""

from __future__ import annotations

from app.registrations.sector_words import sector_words


def test_each_text_stands_once_with_what_its_codes_mean() -> None:
    said = [("Fintech", "Sector"), ("46900", "SSIC"), ("FINTECH", "Sector"), ("62011", "SSIC"), ("Tea", "Sector")]

    words = sector_words(said, {"fintech": ["6499"], "tea": []})

    assert [(one.text, one.rows, one.codes, one.sure) for one in words] == [
        ("Fintech", 2, ("6499",), False),
        ("46900", 1, ("4690",), True),
        ("62011", 1, (), False),
        ("Tea", 1, (), False),
    ]
    assert words[2].may_mean == ("6211", "6219")


def test_what_somebody_said_stands_above_a_conversion() -> None:
    (word,) = sector_words([("46900", "SSIC")], {"46900": ["47"]})

    assert word.codes == ("47",)
