"""What is sealed tells nothing, opens with its key at its place alone, and never looks the same twice."""

from __future__ import annotations

import pytest

from app.core.signing import SealedUnreadable, derive_sealing_key, seal, seal_bytes, unseal, unseal_bytes

KEY = derive_sealing_key("n3Vq-8wLrT0_yZkE5uHsX1dPf7JbGm2c")


def test_a_sealed_text_comes_back_whole():
    sealed = seal("护照 E1234567", key=KEY, place="answers 1 2 -")

    assert unseal(sealed, key=KEY, place="answers 1 2 -") == "护照 E1234567"
    assert "E1234567" not in sealed
    assert sealed != seal("护照 E1234567", key=KEY, place="answers 1 2 -")


@pytest.mark.parametrize(
    ("key", "place"),
    [(derive_sealing_key("another secret that is long enough"), "answers 1 2 -"), (KEY, "answers 1 3 -")],
)
def test_another_key_or_another_place_does_not_open_it(key, place):
    with pytest.raises(SealedUnreadable):
        unseal(seal("E1234567", key=KEY, place="answers 1 2 -"), key=key, place=place)


def test_what_was_cut_or_changed_does_not_open():
    sealed = seal("E1234567", key=KEY, place="answers 1 2 -")
    changed = sealed[:10] + ("A" if sealed[10] != "A" else "B") + sealed[11:]

    for broken in (sealed[:-8], changed, "", "s1.", "s1.!!"):
        with pytest.raises(SealedUnreadable):
            unseal(broken, key=KEY, place="answers 1 2 -")


def test_bytes_open_where_they_were_sealed_and_nowhere_else():
    key = derive_sealing_key("k" * 40)
    sealed = seal_bytes(b"%PDF passport", key=key, place="answers 1 2 -")

    assert b"passport" not in sealed
    assert unseal_bytes(sealed, key=key, place="answers 1 2 -") == b"%PDF passport"
    assert unseal_bytes(b"%PDF of old", key=key, place="answers 1 2 -") == b"%PDF of old"
    for wrong, place in ((derive_sealing_key("x" * 40), "answers 1 2 -"), (key, "answers 1 3 -")):
        with pytest.raises(SealedUnreadable):
            unseal_bytes(sealed, key=wrong, place=place)
