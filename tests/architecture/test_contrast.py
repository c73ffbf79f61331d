"""The colours of the tokens can be read: each pair that pages use keeps WCAG 2.2's distance, in both themes."""

import re
from pathlib import Path

TOKENS = Path(__file__).parents[2] / "static/css/tokens.css"
TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2: 1.4.3 and 1.4.11
GROUNDS = ("paper", "wash", "raised")
INKS = ("ink", "ink-2", "ink-3", "accent", "accent-strong", "good", "wait", "bad", "theirs")
MEANINGS = ("accent", "good", "wait", "bad")
PAIRS = [
    *((ink, ground, TEXT) for ink in INKS for ground in GROUNDS),
    *((ink, "wash-2", TEXT) for ink in ("ink", "ink-2", *MEANINGS)),
    *((ink, f"{kind}-wash", TEXT) for kind in MEANINGS for ink in (kind, "ink", "ink-2")),
    *(("on-accent", ground, TEXT) for ground in ("accent", "accent-strong", "bad", "good")),
    ("paper", "ink-2", TEXT),
    *(("heat-ink", f"heat-{step}", TEXT) for step in (1, 2, 3)),
    *(("heat-ink-2", f"heat-{step}", TEXT) for step in (4, 5, 6)),
    *(("edge", ground, SHAPE) for ground in GROUNDS),
    *((bar, "wash-2", SHAPE) for bar in ("accent", "theirs")),
]


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour, in [0, 1]."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def themes(css: str) -> dict[str, dict[str, str]]:
    """Theme → token → hex."""
    blocks = re.findall(r"color-scheme: (\w+);(.*?)\n\}", css, re.DOTALL)
    return {name: dict(re.findall(r"--q-([\w-]+): (#[0-9a-f]{6});", body)) for name, body in blocks}


def faults(css: str) -> list[str]:
    """Each pair below its limit."""
    return [
        f"{theme}: {ink} on {ground} {ratio:.2f} < {limit}"
        for theme, colours in themes(css).items()
        for ink, ground, limit in PAIRS
        if (ratio := contrast(colours[ink], colours[ground])) < limit
    ]


def test_every_pair_of_tokens_can_be_read_in_both_themes() -> None:
    css = TOKENS.read_text(encoding="utf-8")

    assert set(themes(css)) == {"light", "dark"}
    assert faults(css) == []
