"""What an uploaded file may be, one reason at a time."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given as having
from hypothesis import settings
from hypothesis import strategies as st

from tests.files import given
from tongban.files import rules
from tongban.files.rules import Hostile
from tongban.foundation.refusals import Refused

MB = 1024 * 1024


def kind_of(data: bytes, name: str, declared: str = "", allowed: tuple[str, ...] = ()) -> str:
    return rules.screen(data, rules.clean_name(name), declared, allowed)


# -- names


@pytest.mark.parametrize(
    ("why", "given_name", "shown"),
    [
        ("a plain Chinese name stays", "租赁合同.pdf", "租赁合同.pdf"),
        ("a number with a dot is no extension", "3.2租赁合同.pdf", "3.2租赁合同.pdf"),
        ("folders of Windows are dropped", "C:\\Users\\王\\合同.pdf", "合同.pdf"),
        ("folders of Unix are dropped", "../../etc/passwd.txt", "passwd.txt"),
        ("spaces are gathered", "  a   b .pdf", "a b.pdf"),
        ("a trailing dot does not hide the extension", "a.pdf. .", "a.pdf"),
        ("signs that some disks refuse are replaced", 'a<b>:"|?*.pdf', "a_b______.pdf"),
        ("names that Windows keeps for itself are changed", "CON.pdf", "_CON.pdf"),
        ("a letter taken apart by macOS is put together", "cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("zero-width signs go", "合\u200b同\ufeff.pdf", "合同.pdf"),
        ("rare characters of other planes stay", "𠮷野.pdf", "𠮷野.pdf"),
        ("emoji stay whole", "👨\u200d👩\u200d👧.png", "👨\u200d👩\u200d👧.png"),
        ("a name of an extension only gets a stem", ".pdf", "file.pdf"),
        ("an empty name gets one", "", "file"),
        ("a capital extension is kept as it was shown", "A.PDF", "A.PDF"),
    ],
)  # fmt: skip
def test_names_are_made_safe_to_show(why: str, given_name: str, shown: str) -> None:
    assert rules.clean_name(given_name).shown == shown, why


def test_a_very_long_name_keeps_its_extension() -> None:
    clean = rules.clean_name("长" * 300 + ".pdf")
    assert len(clean.shown) <= 120
    assert clean.shown.endswith("长.pdf")
    assert clean.extension == "pdf"


@pytest.mark.parametrize(
    "name", ["a\0.png", "a\r\nb.pdf", "\u202egpj.exe.pdf", "a\u2067b.pdf", "a\ud800.pdf", "\x1b.pdf"]
)
def test_names_that_deceive_are_refused(name: str) -> None:
    with pytest.raises(Refused, match=r"files\.name_wrong"):
        rules.clean_name(name)


@pytest.mark.parametrize(
    "name", ["invoice.exe.pdf", "a.php.png", "合同.html.pdf", "x.JS.docx", "a.exe .pdf", "b.docm.docx"]
)
def test_names_like_a_program_s_are_refused(name: str) -> None:
    with pytest.raises(Refused, match=r"files\.name_like_program"):
        rules.clean_name(name)


@having(st.text(max_size=300))
def test_a_clean_name_is_clean_whatever_was_typed(text: str) -> None:
    try:
        clean = rules.clean_name(text)
    except Refused:
        return
    assert 0 < len(clean.shown) <= 120
    assert not set(clean.shown) & set('/\\<>:"|?*\0\n\r\u202e')
    assert rules.clean_name(clean.shown).shown == clean.shown


# -- size, kind, name


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Refused, match=r"files\.empty"):
        kind_of(b"", "a.pdf")


def test_the_limit_is_twenty_megabytes_and_the_sentence_says_how_large_yours_is() -> None:
    head = given.a_png()
    assert kind_of(head + bytes(20 * MB - len(head)), "a.png") == "png"
    with pytest.raises(Refused, match=r"files\.too_large") as caught:
        kind_of(head + bytes(31 * MB - len(head)), "a.png")
    assert caught.value.values == {"most": 20, "size": "31"}
    with pytest.raises(Refused) as caught:
        kind_of(head + bytes(20 * MB - len(head) + 1), "a.png")
    assert caught.value.values["size"] == "20.1"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7 ", "a.pdf", "pdf"),
        (given.a_png(), "a.PNG", "png"),
        (given.a_jpg(), "a.jpeg", "jpg"),
        (given.a_jpg(), "photo", "jpg"),
        (b"a,b\n1,2\n", "a.csv", "csv"),
        ("正文".encode(), "a.txt", "txt"),
        (b"PK\x03\x04", "a.docx", "docx"),
        (b"PK\x03\x04", "a.xlsx", "xlsx"),
        (b"PK\x03\x04", "a.ofd", "ofd"),
    ],
)
def test_name_and_content_agree_on_the_kind(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"<?php echo 1;", "a.png", "PHP"),
        (given.a_png(), "a.pdf", "PNG"),
        (b"%PDF-1.7", "a.jpg", "PDF"),
        (b"MZ\x90", "a.pdf", "EXE"),
        (b"GIF89a", "a.png", "GIF"),
        (b"RIFF\0\0\0\0WEBP", "a.jpg", "WebP"),
        (b"\0\0\0\x18ftypheic", "a.jpg", "HEIC"),
        (b"<html><script>", "a.txt", "HTML"),
        (b"\xff\xfe<\0h\0t\0m\0l\0", "a.txt", "HTML"),
        (b"  \n<svg onload=x>", "a.csv", "SVG"),
        (b'<?xml version="1.0"?><!DOCTYPE x>', "a.txt", "XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx", "DOC/XLS"),
        (b"Rar!\x1a", "a.ofd", "RAR"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_by_what_it_is(
    data: bytes, name: str, found: str
) -> None:
    with pytest.raises(Refused, match=r"files\.not_what_it_says") as caught:
        kind_of(data, name)
    assert caught.value.values["found"] == found


@pytest.mark.parametrize(
    "name", ["a.svg", "a.html", "a.xml", "a.zip", "a.heic", "a.gif", "a.doc", "a", "a.tiff"]
)
def test_other_kinds_are_refused_with_the_kinds_that_are_taken(name: str) -> None:
    contents = {"a.svg": b"<svg/>", "a.zip": b"PK\x03\x04", "a.gif": b"GIF89a"}
    with pytest.raises(Refused, match=r"files\.kind_not_allowed") as caught:
        kind_of(contents.get(name, b"something"), name)
    assert "PDF、JPG、PNG、OFD" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "name"), [(b"MZ", "a.exe"), (b"#!/bin/sh", "run"), (b"\x7fELF", "a.bin"), (b"<?php", "a.php")]
)
def test_programs_are_refused_as_such(data: bytes, name: str) -> None:
    with pytest.raises(Refused, match=r"files\.program"):
        kind_of(data, name)


def test_a_place_may_take_fewer_kinds_than_the_house() -> None:
    with pytest.raises(Refused, match=r"files\.kind_not_allowed") as caught:
        kind_of(b"a,b", "a.csv", allowed=("pdf", "jpg"))
    assert caught.value.values["kinds"] == "PDF、JPG"


def test_a_declared_type_must_fit_or_be_unknown() -> None:
    assert kind_of(given.a_png(), "a.png", "application/octet-stream") == "png"
    assert kind_of(b"a,b", "a.csv", "application/vnd.ms-excel; charset=gbk") == "csv"
    with pytest.raises(Refused, match=r"files\.not_what_it_says"):
        kind_of(given.a_png(), "a.png", "text/html")


# -- texts


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        ("姓名".encode(), "utf-8", "姓名"),
        (b"\xef\xbb\xbfab", "utf-8", "ab"),
        ("姓名".encode("gb18030"), "gb18030", "姓名"),
        ("𠮷㐀".encode("gb18030"), "gb18030", "𠮷㐀"),
    ],
)
def test_texts_are_read_in_both_encodings(data: bytes, encoding: str, text: str) -> None:
    found = rules.read_text(data)
    assert (found.text, found.encoding) == (text, encoding)


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xff\xff", b"\x1b[2J", bytes(range(1, 255))])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match=r"files\.text_unreadable"):
        rules.read_text(data)


@pytest.mark.parametrize(
    ("cell", "runs"),
    [
        ("=1+1", True),
        ("@SUM(1)", True),
        ("+cmd|x", True),
        ('"=1"', True),
        ("-2+3", True),
        ("-2", False),
        ("+86", False),
        ("a=b", False),
        ("-", False),
        ("-cmd", True),
    ],
)
def test_cells_that_a_spreadsheet_would_run_are_noted(cell: str, runs: bool) -> None:
    notes = rules.read_text(f"姓名,备注\n甲,{cell}\n".encode(), "csv").notes
    assert ("formula" in notes) is runs


# -- pictures


def test_a_picture_tells_its_size_without_being_drawn() -> None:
    assert rules.look_at_picture(given.a_png(640, 480), "png") == rules.PictureFinding(640, 480, ())
    assert rules.look_at_picture(given.a_jpg(640, 480), "jpg") == rules.PictureFinding(640, 480, ())


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (10_000, 10_000), (30_001, 1)])
def test_a_picture_of_too_many_points_is_refused(width: int, height: int) -> None:
    for data, kind in ((given.a_png(width, height), "png"), (given.a_jpg(width, height), "jpg")):
        with pytest.raises(Hostile, match=r"files\.picture_too_large") as caught:
            rules.look_at_picture(data, kind)
        assert caught.value.values == {"width": width, "height": height, "most": 60}


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_picture_that_says_where_it_was_taken_is_noted(order: str) -> None:
    assert rules.look_at_picture(given.a_jpg(notes=given.exif(True, order)), "jpg").notes == ("gps",)
    assert rules.look_at_picture(given.a_jpg(notes=given.exif(False, order)), "jpg").notes == ()
    with_notes = given.a_png(8, 8, given.a_chunk(b"eXIf", given.exif(True, order)))
    assert rules.look_at_picture(with_notes, "png").notes == ("gps",)


@pytest.mark.parametrize(
    "behind", [given.an_archive({"a.class": b"x"}), b"<?php x", b"<script>", b"MZ\x90", b"%PDF-1.7"]
)
def test_something_else_behind_a_picture_is_refused(behind: bytes) -> None:
    for data, kind in ((given.a_png() + behind, "png"), (given.a_jpg(behind=behind), "jpg")):
        with pytest.raises(Hostile, match=r"files\.two_in_one"):
            rules.look_at_picture(data, kind)


def test_what_a_phone_hangs_behind_a_picture_is_taken() -> None:
    assert rules.look_at_picture(given.a_jpg(behind=b"\0\0\0\0SEFH\x01\x02"), "jpg").width == 8


@pytest.mark.parametrize("cut", [9, 20, 40, -1, -6, -13])
def test_a_cut_picture_is_damaged(cut: int) -> None:
    with pytest.raises(Hostile, match=r"files\.damaged"):
        rules.look_at_picture(given.a_png()[:cut], "png")


def test_a_picture_without_a_drawing_or_with_thousands_of_frames_is_refused() -> None:
    empty = given.a_png().replace(b"IDAT", b"IDAX")
    with pytest.raises(Hostile, match=r"files\.damaged"):
        rules.look_at_picture(empty, "png")
    frames = given.a_chunk(b"acTL", struct.pack(">II", 10_000, 0))
    with pytest.raises(Hostile, match=r"files\.bomb"):
        rules.look_at_picture(given.a_png(8, 8, frames), "png")


@having(st.data())
def test_a_damaged_picture_is_never_a_fault(data: st.DataObject) -> None:
    kind, whole = data.draw(
        st.sampled_from([("png", given.a_png()), ("jpg", given.a_jpg(notes=given.exif(True)))])
    )
    _survives(lambda changed: rules.look_at_picture(changed, kind), _changed(data, whole))


# -- archives


def look(data: bytes, kind: str = "docx") -> rules.ArchiveFinding:
    return rules.look_into_archive(data, kind)


def test_an_honest_document_passes() -> None:
    assert look(given.a_docx()).kind == "docx"
    assert look(given.an_archive({"[Content_Types].xml": given.SHEET_TYPES}), "xlsx").kind == "xlsx"
    assert look(given.an_ofd(), "ofd").pages == 1


HOSTILE_ARCHIVES: list[tuple[str, str, bytes]] = [
    ("climbs out of its folder", "files.archive_wrong", given.a_docx(**{"../../evil.txt": "x"})),
    ("names a place on the disk", "files.archive_wrong", given.a_docx(**{"/etc/passwd": "x"})),
    ("names a drive", "files.archive_wrong", given.a_docx(**{"C:evil.txt": "x"})),
    ("names a folder of Windows", "files.archive_wrong", given.a_docx(**{"a\\b.txt": "x"})),
    ("two parts of one name", "files.archive_wrong", given.a_docx(**{"WORD/document.xml": "<x/>"})),
    ("a flat bomb", "files.bomb", given.a_docx(word__big=b"\0" * 30_000_000)),
    ("more than it may unpack to", "files.bomb", given.a_docx(word__big=b"\0" * 110_000_000)),
    ("thousands of parts", "files.bomb", given.an_archive([*given.docx_parts().items(), *((f"p/{n}", "") for n in range(3_100))])),
    ("an archive inside", "files.embedded", given.a_docx(word__media__x=given.an_archive({"a": "b"}))),
    ("an old Office object inside", "files.embedded", given.a_docx(word__embeddings__o=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("a program inside", "files.program", given.a_docx(word__media__image1=b"MZ\x90\0")),
    ("a part named like a program", "files.program", given.a_docx(**{"word/a.exe": "hello"})),
    ("macros", "files.macro", given.a_docx(**{"word/vbaProject.bin": b"x"})),
    ("macros by its type", "files.macro", given.an_archive({"[Content_Types].xml": given.TYPES.replace("wordprocessingml.document.main+xml", "x.macroEnabled.main+xml")})),
    ("ActiveX", "files.macro", given.a_docx(**{"word/activeX/activeX1.xml": "<x/>"})),
    ("an old macro sheet", "files.macro", given.a_docx(**{"xl/macrosheets/s.xml": "<x/>"})),
    ("a page inside", "files.script", given.a_docx(**{"word/a.html": "<html>"})),
    ("an external entity", "files.script", given.a_docx(**{"word/x.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'})),
    ("a billion laughs in two-byte signs", "files.script", given.a_docx(**{"word/x.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")})),
    ("a template from elsewhere", "files.external", given.a_docx(**{"word/_rels/settings.xml.rels": given.relationships("attachedTemplate", "http://x/y.dotm")})),
    ("a picture from elsewhere", "files.external", given.a_docx(**{"word/_rels/d.xml.rels": given.relationships("image", "http://x/y.png")})),
    ("a link to a shared folder", "files.external", given.a_docx(**{"word/_rels/d.xml.rels": given.relationships("hyperlink", "file://x/y")})),
    ("a field that starts a program", "files.script", given.a_docx(**{"word/d2.xml": '<a xmlns:w="w"><w:instrText>DDEAUTO c:\\\\x</w:instrText></a>'})),
    ("a field in pieces that starts a program", "files.script", given.a_docx(**{"word/d2.xml": '<a xmlns:w="w"><w:instrText>DD</w:instrText><w:instrText>EAUTO</w:instrText></a>'})),
    ("another kind of document", "files.not_what_it_says", given.an_archive({"[Content_Types].xml": given.SHEET_TYPES})),
    ("any archive under another name", "files.not_what_it_says", given.an_archive({"a.txt": "x"})),
    ("XML that is none", "files.damaged", given.a_docx(**{"word/x.xml": "<a>"})),
    ("nothing in it", "files.damaged", b"PK\x05\x06" + bytes(18)),
    ("something before it", "files.two_in_one", b"%PDF-1.7\n"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "code", "data"), HOSTILE_ARCHIVES, ids=[row[0] for row in HOSTILE_ARCHIVES])
def test_an_archive_is_refused_that_has(why: str, code: str, data: bytes) -> None:
    if code == "files.two_in_one":
        data += b"x" * 10
        whole = given.a_docx()
        data = _shifted(whole, data)
    with pytest.raises(Hostile) as caught:
        look(data)
    assert caught.value.code == code, why


def _shifted(archive: bytes, before: bytes) -> bytes:
    """The archive with something before it and all its places put right."""
    target = io.BytesIO()
    target.write(before)
    with zipfile.ZipFile(target, "a") as made, zipfile.ZipFile(io.BytesIO(archive)) as old:
        for name in old.namelist():
            made.writestr(name, old.read(name))
    return target.getvalue()


def test_parts_that_lie_over_one_another_are_refused() -> None:
    whole = bytearray(given.an_archive({**given.docx_parts(), "a": b"x" * 50, "b": b"x" * 50}, packed=False))
    first = whole.find(b"PK\x01\x02")
    entries = [i for i in range(first, len(whole)) if whole[i : i + 4] == b"PK\x01\x02"]
    whole[entries[3] + 42 : entries[3] + 46] = whole[entries[2] + 42 : entries[2] + 46]
    with pytest.raises(Hostile, match=r"files\.archive_wrong"):
        look(bytes(whole))


def test_a_part_that_calls_itself_otherwise_is_refused() -> None:
    whole = given.a_docx(aaaa="x")
    place = whole.find(b"aaaa")
    with pytest.raises(Hostile, match=r"files\.archive_wrong"):
        look(whole[:place] + b"bbbb" + whole[place + 4 :])


def test_something_behind_an_archive_is_refused() -> None:
    with pytest.raises(Hostile, match=r"files\.archive_wrong"):
        look(given.a_docx() + b"tail")


def test_an_encrypted_part_is_refused_as_such() -> None:
    whole = bytearray(given.a_docx())
    place = whole.find(b"PK\x01\x02")
    whole[place + 8] |= 1
    with pytest.raises(Hostile, match=r"files\.encrypted"):
        look(bytes(whole))


def test_a_symbolic_link_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, body in given.docx_parts().items():
            archive.writestr(name, body)
        link = zipfile.ZipInfo("word/link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(Hostile, match=r"files\.archive_wrong"):
        look(target.getvalue())


def test_a_wrong_checksum_is_damage() -> None:
    whole = bytearray(given.an_archive(given.docx_parts(), packed=False))
    place = whole.find("租赁合同".encode())
    whole[place] ^= 1
    with pytest.raises(Hostile, match=r"files\.damaged"):
        look(bytes(whole))


def test_a_part_longer_than_it_says_is_not_read_to_its_end() -> None:
    whole = bytearray(given.a_docx(word__big=b"ab" * 400_000))
    place = whole.rfind(b"word/big") - 46
    whole[place + 24 : place + 28] = struct.pack("<I", 100)
    with pytest.raises(Hostile) as caught:
        look(bytes(whole))
    assert caught.value.code in {"files.bomb", "files.damaged"}


def test_links_that_only_a_click_follows_are_noted() -> None:
    rels = {"word/_rels/d.xml.rels": given.relationships("hyperlink", "https://www.gov.cn/")}
    assert look(given.a_docx(**rels)).notes == ("links",)


def test_a_sheet_behind_a_chart_is_taken_one_level_deep() -> None:
    sheet = given.an_archive({"[Content_Types].xml": given.SHEET_TYPES})
    assert look(given.a_docx(**{"word/embeddings/s.xlsx": sheet})).kind == "docx"
    deeper = given.an_archive({"[Content_Types].xml": given.SHEET_TYPES, "xl/embeddings/s.xlsx": sheet})
    with pytest.raises(Hostile, match=r"files\.embedded"):
        look(given.a_docx(**{"word/embeddings/s.xlsx": deeper}))


@pytest.mark.parametrize(
    ("code", "part", "body"),
    [
        (
            "files.external",
            "Doc_0/Res.xml",
            '<a xmlns:o="http://www.ofdspec.org/2016"><o:MediaFile>http://x/y.png</o:MediaFile></a>',
        ),
        ("files.external", "Doc_0/Res.xml", '<a BaseLoc="file:///etc/passwd"/>'),
        ("files.program", "Doc_0/Attachs/a.exe", "MZ"),
        ("files.script", "Doc_0/Document.xml", "<!DOCTYPE a><a/>"),
        ("files.damaged", "Doc_0/Document.xml", '<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"/>'),
    ],
)
def test_an_ofd_is_refused_that_loads_runs_or_lacks(code: str, part: str, body: str) -> None:
    with pytest.raises(Hostile) as caught:
        look(given.an_ofd({part: body}), "ofd")
    assert caught.value.code == code


def test_an_ofd_that_points_out_of_itself_is_refused() -> None:
    root = '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>../x.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>'
    with pytest.raises(Hostile, match=r"files\.archive_wrong"):
        look(given.an_ofd(root=root), "ofd")


def test_a_changed_part_of_a_signed_ofd_is_noted() -> None:
    whole = given.sample("ofd/DigitalSign.ofd")
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    found = look(given.an_archive(parts), "ofd")
    assert (found.signatures, found.references_ok, found.references_bad, found.notes) == (
        1,
        4,
        0,
        ("signed",),
    )
    parts["Doc_0/Pages/Page_0/Content.xml"] += b" "
    found = look(given.an_archive(parts), "ofd")
    assert (found.references_ok, found.references_bad, found.notes) == (3, 1, ("signature_broken",))


@settings(max_examples=60)
@having(st.data())
def test_a_damaged_archive_is_never_a_fault(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["ofd/helloworld.ofd", "ofd/DigitalSign.ofd", "uploads/benign.docx"]))
    kind = name.rsplit(".", 1)[-1]
    _survives(lambda changed: look(changed, kind), _changed(data, given.sample(name)))


# -- PDF


HOSTILE_PDFS: list[tuple[str, str, bytes]] = [
    ("a script on opening", "files.script", given.a_pdf(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>", catalog=b"/OpenAction 100 0 R")),
    ("a script under a disguised name", "files.script", given.a_pdf(b"<< /S /J#61va#53cript /JS 5 0 R >>")),
    ("a script in packed objects", "files.script", given.a_pdf(given.a_stream(b"7 0 << /S /JavaScript /JS (x) >>", b"/Type /ObjStm /N 1 /First 4 "))),
    ("a script in packed objects that do not say so", "files.script", given.a_pdf(given.a_stream(b"7 0 << /S /JavaScript /JS (x) >>"))),
    ("a command", "files.launch", given.a_pdf(b"<< /S /Launch /F (cmd.exe) >>")),
    ("a file inside", "files.embedded", given.a_pdf(b"<< /Type /EmbeddedFile >>")),
    ("a film player", "files.embedded", given.a_pdf(b"<< /Subtype /RichMedia >>")),
    ("a form of the kind XFA", "files.xfa", given.a_pdf(catalog=b"/AcroForm << /XFA [(a) 5 0 R] >>")),
    ("a password", "files.encrypted", given.a_pdf(trailer=b"/Encrypt 100 0 R")),
    ("a bomb of packed objects", "files.bomb", given.a_pdf(given.a_stream(b"7 0 " + b" " * 30_000_000, b"/Type /ObjStm "))),
    ("packed objects in a packing of its own", "files.damaged", given.a_pdf(given.a_stream(b"x", b"/Type /ObjStm /Filter /LZWDecode ", packed=False))),
    ("an archive behind it", "files.two_in_one", given.a_pdf() + given.an_archive({"a": "b"})),
    ("no end", "files.damaged", b"%PDF-1.7\n1 0 obj << >> endobj"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "code", "data"), HOSTILE_PDFS, ids=[row[0] for row in HOSTILE_PDFS])
def test_a_pdf_is_refused_that_has(why: str, code: str, data: bytes) -> None:
    with pytest.raises(Hostile) as caught:
        rules.scan_pdf(data)
    assert caught.value.code == code, why


def test_a_million_objects_take_too_long() -> None:
    with pytest.raises(Hostile, match=r"files\.too_complex"):
        rules.scan_pdf(b"%PDF-1.7\n" + b"1 0 obj\nendobj\n" * 300_001 + b"%%EOF")


def test_an_honest_pdf_passes_and_links_are_noted() -> None:
    drawing = given.a_stream(b"BT /F1 18 Tf (the /JavaScript language) Tj ET")
    assert rules.scan_pdf(given.a_pdf(drawing)) == ()
    assert rules.scan_pdf(given.a_pdf(b"<< /S /URI /URI (https://www.gov.cn/) >>")) == ("links",)
    assert rules.scan_pdf(given.a_pdf(catalog=b"/AcroForm << /Fields [] >>")) == ()


@having(st.data())
def test_a_damaged_pdf_is_never_a_fault(data: st.DataObject) -> None:
    whole = given.a_pdf(given.a_stream(b"7 0 << /A /B >>", b"/Type /ObjStm "), given.a_stream(b"BT ET"))
    _survives(rules.scan_pdf, _changed(data, whole))


def _changed(data: st.DataObject, whole: bytes) -> bytes:
    """Some bytes changed, a piece cut out, or the end gone."""
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        if place < len(changed):
            changed[place] = data.draw(st.integers(0, 255))
    start = data.draw(st.integers(0, len(changed)))
    return bytes(changed[:start] + changed[start + data.draw(st.sampled_from([0, 0, 1, 7, 1000])) :])


def _survives(looking: object, data: bytes) -> None:
    code = ""
    try:
        looking(data)  # type: ignore[operator]
    except Hostile as hostile:
        code = hostile.code
    assert code == "" or code in rules.SENTENCES


def test_every_refusal_says_what_to_do_and_fills_its_sentence() -> None:
    values = {
        "most": 20, "size": "31", "kinds": "PDF", "found": "SVG", "named": "PNG", "name": "a.exe.pdf",
        "width": 1, "height": 1,
    }  # fmt: skip
    for code in rules.SENTENCES:
        text = rules.refusal(code, **values).text()
        assert "{" not in text
        assert text.endswith(".")
