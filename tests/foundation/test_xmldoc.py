"""XML of strangers: read with its lines, or refused in a sentence; nothing expands, nothing is fetched."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.refusals import Refused
from tongban.foundation.xmldoc import DEEPEST, MOST_BYTES, MOST_ELEMENTS, read_xml

BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>"""


def test_an_element_knows_its_name_space_attributes_text_and_line() -> None:
    root = read_xml(b'<a xmlns="urn:one" xmlns:t="urn:two" t:x="1" y="2">\n <t:b>te<c/>xt</t:b></a>')
    assert (root.namespace, root.tag, root.attributes) == ("urn:one", "a", {"{urn:two}x": "1", "y": "2"})
    [child] = root.children
    assert (child.namespace, child.tag, child.text, child.line) == ("urn:two", "b", "text", 2)
    assert [one.tag for one in root.below()] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "GB2312", "gb18030", "iso-8859-1"]
)
def test_files_of_old_office_software_are_read_in_their_encoding(encoding: str) -> None:
    name = "é" if encoding == "iso-8859-1" else "审批"
    declared = encoding.replace("-sig", "")
    assert (
        read_xml(f'<?xml version="1.0" encoding="{declared}"?><a n="{name}"/>'.encode(encoding)).get("n")
        == name
    )


@pytest.mark.parametrize(
    ("why", "data", "code"),
    [
        ("a bomb of entities", BOMB, "xml.declares_a_type"),
        ("an external entity", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "xml.declares_a_type"),
        ("an external document type", b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a/>', "xml.declares_a_type"),
        ("an entity nobody declared", b"<a>&x;</a>", "xml.not_well_formed"),
        ("nothing", b"", "xml.not_well_formed"),
        ("no XML", b"hello", "xml.not_well_formed"),
        ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00", "xml.not_well_formed"),
        ("half a file", b"<a><b>", "xml.not_well_formed"),
        ("two roots", b"<a/><b/>", "xml.not_well_formed"),
        ("no such name space", b"<x:a/>", "xml.not_well_formed"),
        ("a byte that is no UTF-8", b"<a>\xff</a>", "xml.not_well_formed"),
        ("not the encoding it says", b'<?xml version="1.0" encoding="gbk"?><a>' + b"\xff\xff</a>", "xml.encoding_wrong"),
        ("an unknown encoding", b'<?xml version="1.0" encoding="utf-7"?><a/>', "xml.encoding_unknown"),
        ("too large", b"<a>" + b" " * MOST_BYTES + b"</a>", "xml.too_large"),
        ("too deep", b"<a>" * (DEEPEST + 1), "xml.too_deep"),
        ("too many", b"<a>" + b"<b/>" * MOST_ELEMENTS + b"</a>", "xml.too_many_elements"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_safely_is_refused(why: str, data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_xml(data)
    assert refusal.value.code == code, why
    assert refusal.value.text()


@given(st.binary() | st.text(alphabet="<>/&;ab=\"'! [x").map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(Refused):
        assert read_xml(data).tag
