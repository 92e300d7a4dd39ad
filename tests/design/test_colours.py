"""Every pair of colours that text is made of, computed from the style sheet itself."""

from __future__ import annotations

import re

import pytest

from tests.design.given import STATIC

THEME = (STATIC / "theme.css").read_text("utf-8")
LIGHT = ":root{"
THEMES = {
    "light": [LIGHT],
    "dark by device": [LIGHT, ":root:not([data-theme=light]){"],
    "dark by choice": [LIGHT, ":root[data-theme=dark]{"],
    "high contrast": [LIGHT, ":root[data-contrast=more]{"],
    "high contrast, dark": [
        LIGHT,
        ":root[data-theme=dark]{",
        ":root[data-contrast=more]{",
        ":root[data-contrast=more][data-theme=dark]{",
    ],
}
TEXT = [
    *(
        ("text", ground)
        for ground in ("page", "tint", "raised", "brand-tint", "field", "good-tint", "warn-tint", "bad-tint")
    ),
    *(("quiet", ground) for ground in ("page", "tint", "raised", "brand-tint", "field")),
    *(("brand", ground) for ground in ("page", "tint", "raised", "brand-tint")),
    ("brand-deep", "page"),
    ("brand-deep", "brand-tint"),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    *((kind, ground) for kind in ("good", "warn", "bad") for ground in ("page", f"{kind}-tint")),
    ("visited", "page"),
    ("header-text", "header"),
    ("header", "header-text"),
    ("focus-text", "focus"),
    ("page", "bad"),
]
SHAPES = [("field-line", "page"), ("field-line", "field"), ("focus-ring", "page"), ("header-line", "header")]


def tokens(theme: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in THEMES[theme]:
        block = THEME[THEME.index(start) + len(start) :].split("}")[0]
        found |= dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{3,6})\b", block))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(mark * 2 for mark in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(theme, ink, ground):
    colours = tokens(theme)
    least = 7.0 if "contrast" in theme else 4.5
    assert contrast(colours[ink], colours[ground]) >= least


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_what_must_be_seen_stands_out_from_its_ground(theme, shape, ground):
    colours = tokens(theme)
    assert contrast(colours[shape], colours[ground]) >= 3.0


def test_both_ways_into_the_dark_have_the_same_colours():
    assert tokens("dark by device") == tokens("dark by choice")


def test_the_measured_colours_of_the_design_are_kept():
    colours = tokens("light")
    assert round(contrast(colours["text"], colours["page"]), 1) == 15.7
    assert round(contrast(colours["brand"], "#ffffff"), 1) == 7.2
    assert round(contrast(colours["danger" if "danger" in colours else "bad"], "#ffffff"), 1) == 6.5


def test_the_large_edition_has_text_of_24_pixels_and_targets_of_60():
    rule = re.search(r":root\[data-elder\]\{([^}]*)\}", THEME)
    assert rule
    per_cent = float(re.search(r"font-size:([\d.]+)%", rule[1])[1])
    body = float(re.search(r"body\{[^}]*font:([\d.]+)rem", THEME)[1])
    assert 16 * per_cent / 100 * body >= 24 - 0.01
    assert "--tap:60px" in rule[1]
    assert "--tap:44px" in THEME
