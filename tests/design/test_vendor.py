"""What others made: exactly the recorded files, with their licences, and nothing that is forbidden."""

from __future__ import annotations

import gzip
import hashlib
import json
import re

from tests.design.given import DESIGN, ROOMS, STATIC

RECORD = json.loads((DESIGN / "vendor.json").read_text("utf-8"))


def packed(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9, mtime=0))


def test_every_file_of_others_is_the_one_that_was_recorded():
    assert RECORD
    for row in RECORD:
        assert hashlib.sha256((DESIGN / row["file"]).read_bytes()).hexdigest() == row["sha256"], row["file"]


def test_no_file_lies_beside_them_unrecorded():
    recorded = {row["file"] for row in RECORD}
    lying = {
        str(path.relative_to(DESIGN))
        for folder in (DESIGN / "fonts", STATIC / "vendor")
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert lying == recorded


def test_every_package_comes_with_its_licence_text():
    for name in {row["name"] for row in RECORD}:
        texts = [row["file"] for row in RECORD if row["name"] == name and "LICENCE-" in row["file"]]
        assert texts, name
        for text in texts:
            assert len((DESIGN / text).read_text("utf-8")) > 300


def test_third_party_names_every_file():
    text = (DESIGN.parents[2] / "THIRD_PARTY.md").read_text("utf-8")
    for row in RECORD:
        assert row["file"] in text
        assert row["licence"] in text


def test_no_typeface_emblem_or_name_of_another_state_is_shipped():
    css = (STATIC / "vendor" / "base.css").read_text("utf-8")
    assert "GDS Transport" not in css
    assert "crest" not in css
    assert "url(/" not in css
    for path in ROOMS.rglob("templates/**/*.html"):
        assert "GOV.UK" not in path.read_text("utf-8"), path


def test_style_sheets_only_ask_for_files_that_are_here():
    for sheet in (STATIC / "vendor" / "base.css", STATIC / "theme.css"):
        for address in re.findall(r"url\(([^)]+)\)", sheet.read_text("utf-8")):
            assert (sheet.parent / address).is_file(), address


def test_styles_scripts_and_icons_stay_light():
    assert packed("vendor/base.css") + packed("theme.css") <= 24_000
    assert packed("theme.css") <= 8_000
    assert packed("vendor/htmx.js") + packed("tongban.js") <= 30_000
    assert (STATIC / "tongban.js").stat().st_size <= 3_000
    assert packed("vendor/icons.svg") <= 15_000


def test_fonts_for_paper_stay_below_35_megabytes():
    assert sum(path.stat().st_size for path in (DESIGN / "fonts").iterdir()) <= 35_000_000


def test_every_icon_that_a_page_names_is_in_the_sprite():
    there = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor" / "icons.svg").read_text("utf-8")))
    asked: dict[str, str] = {}
    for path in ROOMS.rglob("templates/**/*.html"):
        text = path.read_text("utf-8")
        asked |= dict.fromkeys(re.findall(r'{% icon "([^"]+)"', text), path.name)
        asked |= dict.fromkeys(re.findall(r'{% button [^%]*picture="([^"]+)"', text), path.name)
    assert not {name: place for name, place in asked.items() if name not in there}


def test_the_rare_characters_of_the_web_are_asked_for_only_by_pages_that_have_one():
    css = (STATIC / "vendor" / "base.css").read_text("utf-8")
    faces = re.findall(r"@font-face\{[^}]*\}", css)
    assert faces
    for each in faces:
        assert "unicode-range:U+" in each
    ranges = ",".join(re.findall(r"unicode-range:([^}]*)", css))
    first = min(int(code, 16) for code in re.findall(r"U\+([0-9A-F]+)", ranges) if len(code) > 4)
    assert first >= 0x20000
