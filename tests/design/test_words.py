"""Every sentence of the look has its Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import polib

from tests.design.given import DESIGN

PO = DESIGN.parent / "locale" / "zh_Hans" / "rooms" / "design.po"
NOT_SAID = ("请知悉", "相关", "予以", "你")


def test_every_template_sentence_of_the_look_has_its_chinese():
    known = {entry.msgid: entry.msgstr or entry.msgstr_plural.get(0, "") for entry in polib.pofile(str(PO))}
    for path in DESIGN.rglob("templates/**/*.html"):
        for sentence in re.findall(r'{% translate "([^"]+)"', path.read_text("utf-8")):
            assert known.get(sentence), f"{Path(path).name}: {sentence}"


def test_the_chinese_is_plain_polite_and_has_full_width_marks():
    for entry in polib.pofile(str(PO)):
        text = entry.msgstr or entry.msgstr_plural.get(0, "")
        assert text, entry.msgid
        for word in NOT_SAID:
            assert word not in text, text
        bare = re.sub(r"<[^>]*>|%\(\w+\)[sd]|\{\w+\}", "", text)
        if re.search("[\u4e00-\u9fff]", bare):
            assert not re.search(r"[,;?!()]|:(?!//)", bare), text
