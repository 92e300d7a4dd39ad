"""Sheets of paper: right text, right code, same bytes."""

from __future__ import annotations

import datetime as dt
import io

import pypdf
import pypdfium2
import pytest
import zxingcpp

from tongban.design import print as paper
from tongban.design import qr
from tongban.foundation.refusals import Refused

AT = dt.datetime(2026, 11, 20, 15, 2, tzinfo=dt.timezone(dt.timedelta(hours=8)))
NAMES = ["𠮷𬤇", "欧阳·阿卜杜热西提", "㛃䶮", "𫚖𱁬"[:1], "李\U00020164"]
ADDRESS = "https://example.invalid/case/3101-2026-1120-004217-K"


def sheet(name: str, **more: object) -> bytes:
    data = {
        "at": AT,
        "title": "一次性补正告知书",
        "issuer": "海棠市公安局",
        "recipient": "王小明",
        "paragraphs": ["您的申请收悉。"],
        "items": ["照片 1 张"],
        "sections": [
            {"title": "申请人", "rows": [("姓名", "王小明", "人口库"), ("生日", dt.date(1990, 1, 1))]}
        ],
        "face": [("姓名", "王小明")],
        "date": dt.date(2026, 11, 20),
        "case_number": "3101-2026-1120-004217-K",
        "qr": ADDRESS,
    }
    return paper.render(name, data | more)


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).replace(" ", "")


def codes_on(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0].render(scale=3, grayscale=True)
        picture = memoryview(bytes(page.buffer)).cast("B", shape=[page.height, page.stride])
        return [code.text for code in zxingcpp.read_barcodes(picture)]
    finally:
        document.close()


@pytest.mark.parametrize("name", paper.NAMES)
@pytest.mark.parametrize("person", NAMES)
def test_every_character_of_a_name_is_on_paper(name, person):
    where = {
        "notice": {"recipient": person},
        "licence": {"face": [("姓名", person)]},
        "application": {"signature": person},
    }[name]
    assert person in text_of(sheet(name, **where))


@pytest.mark.parametrize("name", paper.NAMES)
def test_the_code_on_paper_can_be_read_back(name):
    assert codes_on(sheet(name)) == [ADDRESS]


@pytest.mark.parametrize("name", paper.NAMES)
def test_the_same_data_gives_the_same_bytes(name):
    assert sheet(name) == sheet(name)
    assert sheet(name) != sheet(name, title="另一份")


def test_a_character_that_no_font_can_draw_is_refused_and_never_a_box():
    with pytest.raises(Refused) as refused:
        sheet("notice", recipient="王\ue170")
    assert refused.value.code == "design.glyph_missing"
    assert "U+E170" in refused.value.text()


@pytest.mark.parametrize("name", paper.NAMES)
def test_a_sheet_is_made_to_be_kept_for_ever(name):
    reader = pypdf.PdfReader(io.BytesIO(sheet(name)))
    assert b"pdfaid:part" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert reader.metadata.creation_date == AT
    assert reader.metadata.title == "一次性补正告知书"
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            for inner in font.get_object()["/DescendantFonts"]:
                assert (
                    "/FontFile2" in inner.get_object()["/FontDescriptor"]
                    or "/FontFile3" in inner.get_object()["/FontDescriptor"]
                )


def test_every_page_says_which_of_how_many_and_which_case():
    text = text_of(sheet("notice", paragraphs=["很长的一段。" * 60] * 8))
    count = text.count("办件编号")
    assert count > 1
    for number in range(1, count + 1):
        assert f"第{number}页\uff0c共{count}页" in text


def test_an_official_letter_names_the_law_the_way_to_object_and_the_place_of_the_seal():
    text = text_of(
        sheet("notice", basis="《行政许可法》第三十二条", remedies=["六十日内申请行政复议"], contact="12345")
    )
    for said in ("法律依据", "第三十二条", "行政复议", "12345", "印章位置", "2026年11月20日"):
        assert said in text
    assert "印章位置" not in text_of(sheet("notice", seal=False))


def test_text_of_people_is_text_and_never_a_command_of_the_sheet():
    evil = '#panic("x") *b* $x$ @a \\ " <script>'
    assert evil.replace(" ", "") in text_of(sheet("notice", paragraphs=[evil]))


def test_a_sheet_in_english_has_english_words():
    text = text_of(sheet("notice", language="en", basis="Art. 32"))
    assert "Legalbasis" in text
    assert "20November2026" in text


def test_a_sheet_that_does_not_exist_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no sheet"):
        sheet("poster")


def test_codes_for_pages_and_files_can_be_read_back():
    picture = qr.png("https://example.invalid/𠮷")
    assert picture.startswith(b"\x89PNG")
    assert "<svg" in qr.svg("x")
    assert " style=" not in qr.svg("x")


@pytest.mark.parametrize("kind", ["application/pdf", "image/png"])
def test_a_watermark_stands_across_every_page_of_what_was_uploaded(kind):
    data = (
        sheet("notice", paragraphs=["一" * 900] * 3)
        if kind == "application/pdf"
        else qr.png(ADDRESS, scale=4)
    )
    pages = len(pypdf.PdfReader(io.BytesIO(data)).pages) if kind == "application/pdf" else 0
    lines = ("此件经与原件核对无误", "仅供办理“低保”时使用", "有效期至2026年12月31日")
    made = pypdf.PdfReader(io.BytesIO(paper.marked(data, kind, pages, lines)))
    assert len(made.pages) == max(1, pages)
    for page in made.pages:
        said = "".join(page.extract_text().split())
        assert all(line in said for line in lines)


@pytest.mark.parametrize(
    ("data", "kind"), [(b"%PDF-1.4 broken", "application/pdf"), (b"PK\x03\x04", "application/ofd")]
)
def test_what_cannot_be_drawn_gets_no_watermark(data, kind):
    assert paper.marked(data, kind, 1, ("此件经与原件核对无误",)) is None
