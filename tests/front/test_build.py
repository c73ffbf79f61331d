"""What a browser loads is small, from here, and locked."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "static/vendor"
BYTES = 150_000  # of the front page over the wire, its html, logo and headers included


def test_style_and_script_leave_room_on_the_front_page() -> None:
    sent = [VENDOR / "qiao.css.gz", VENDOR / "qiao.js.gz"]

    assert sum(file.stat().st_size for file in sent) < BYTES / 2


def test_what_is_compressed_is_what_is_not() -> None:
    for name in ("qiao.css", "qiao.js"):
        assert gzip.decompress((VENDOR / f"{name}.gz").read_bytes()) == (VENDOR / name).read_bytes()


def test_the_style_sheet_asks_for_no_other_file() -> None:
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]{5})", (VENDOR / "qiao.css").read_text(encoding="utf-8"))

    assert {address for address in addresses if not address.startswith(("data:", "#q-ha"))} == set()


def test_the_lock_holds_hashes_and_no_addresses_to_download_from() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in lock
    assert lock.count('"integrity"') == lock.count('"node_modules/')


def test_the_fonts_of_pdfs_come_with_their_licence() -> None:
    families = ["NotoSans", "NotoSansArabic", "NotoSansSC", "NotoSansTamil", "NotoSansThai"]
    assert {file.name for file in (VENDOR / "fonts").iterdir()} == {
        *(f"LICENSE_{family}" for family in families),
        *(f"{family}_{weight}.ttf" for family in families for weight in ("400Regular", "700Bold")),
    }
