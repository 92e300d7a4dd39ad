"""Pictures and scans brought to the verify page: the code in them is read, and nothing else of them is believed."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.licences import given, town
from tongban.foundation.refusals import Refused
from tongban.licences import rules, services
from tongban.licences.adapters import page_codes, pdf_reader
from tongban.licences.models import Licence
from tongban.licences.services import verifying

pytestmark = pytest.mark.django_db

PHOTO = (Path(__file__).parent / "data" / "photo.jpg").read_bytes()
BLACK = {0: b"\x00", 2: b"\x00\x00\x00", 3: b"\x01", 4: b"\x00\xff", 6: b"\x00\x00\x00\xff"}
WHITE = {0: b"\xff", 2: b"\xff\xff\xff", 3: b"\x00", 4: b"\xff\xff", 6: b"\xff\xff\xff\xff"}


def png(text: str, colour: int = 0, interlaced: int = 0) -> bytes:
    """A picture of a code in one of the ways in which a PNG holds its colours."""
    matrix = [list(row) for row in segno.make(text, error="m").matrix_iter(scale=4, border=4)]
    lines = [b"".join(BLACK[colour] if dot else WHITE[colour] for dot in row) for row in matrix]
    header = struct.pack(">IIBBBBB", len(matrix[0]), len(matrix), 8, colour, 0, 0, interlaced)
    palette = [(b"PLTE", b"\xff\xff\xff\x00\x00\x00")] if colour == 3 else []
    packed = zlib.compress(b"".join(b"\x00" + line for line in lines))
    return pictured([(b"IHDR", header), *palette, (b"IDAT", packed), (b"IEND", b"")])


def pictured(chunks: list[tuple[bytes, bytes]]) -> bytes:
    parts = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def code_of(identifier: str) -> str:
    return rules.code_of(verifying._seal_of(Licence.objects.get(identifier=identifier)))


@pytest.mark.parametrize("colour", [0, 2, 3, 6])
def test_a_code_is_read_from_every_common_kind_of_png(colour: int) -> None:
    assert page_codes.codes_of(png("TB1.some", colour), "png") == ["TB1.some"]


def test_a_code_is_read_from_a_photo_that_is_turned_and_blurred() -> None:
    assert pdf_reader.codes_of_a_strangers(PHOTO, "jpg") == ("https://example.gov.cn/verify/?q=TB1.photo",)


def test_the_code_in_a_picture_is_verified_and_the_rest_is_said_to_be_unchecked() -> None:
    card = town.issue(town.a_person())
    verdict = services.verify_file(data=png(code_of(card.identifier)), at=given.AT)
    assert verdict.kind is rules.VerdictKind.VALID
    assert verdict.face is not None
    assert verdict.face.identifier == card.identifier
    assert verdict.checks[0].passed is None


def test_a_scan_without_text_is_verified_by_its_code() -> None:
    card = town.issue(town.a_person())
    scan = page_codes._page_of_png(png(code_of(card.identifier)))
    verdict = services.verify_file(data=scan, at=given.AT)
    assert verdict.kind is rules.VerdictKind.VALID


def test_a_code_that_somebody_made_himself_is_changed_or_unknown() -> None:
    card = town.issue(town.a_person())
    forged = code_of(card.identifier)[:-6] + "AAAAAA"
    assert services.verify_file(data=png(forged), at=given.AT).kind is not rules.VerdictKind.VALID
    elsewhere = services.verify_file(data=png("https://example.com/pay"), at=given.AT)
    assert (elsewhere.kind, elsewhere.sentence) == (rules.VerdictKind.UNKNOWN, verifying.NO_CODE)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(png("TB1.x", interlaced=1), id="interlaced"),
        pytest.param(png("TB1.x", 4), id="gray with alpha"),
        pytest.param(pictured([(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0)), (b"IDAT", b"junk"), (b"IEND", b"")]), id="junk"),
    ],
)  # fmt: skip
def test_a_picture_that_cannot_be_read_is_answered_calmly(data: bytes) -> None:
    verdict = services.verify_file(data=data, at=given.AT)
    assert (verdict.kind, verdict.sentence) == (rules.VerdictKind.UNKNOWN, verifying.NO_CODE)


def test_a_picture_that_would_unpack_to_gigabytes_is_refused_before_it_is_unpacked() -> None:
    huge = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 6, 0, 0, 0)
    bomb = pictured([(b"IHDR", huge), (b"IDAT", zlib.compress(bytes(10_000_000))), (b"IEND", b"")])
    with pytest.raises(Refused) as refused:
        services.verify_file(data=bomb, at=given.AT)
    assert refused.value.code == "files.picture_too_large"


def test_a_picture_that_unpacks_to_more_than_it_says_does_no_harm() -> None:
    small = struct.pack(">IIBBBBB", 40, 40, 8, 0, 0, 0, 0)
    bomb = pictured([(b"IHDR", small), (b"IDAT", zlib.compress(bytes(50_000_000))), (b"IEND", b"")])
    assert services.verify_file(data=bomb, at=given.AT).kind is rules.VerdictKind.UNKNOWN


def test_the_page_takes_a_picture_and_names_what_is_wrong_with_one() -> None:
    card = town.issue(town.a_person())
    client = Client()
    upload = SimpleUploadedFile("code.png", png(code_of(card.identifier)), "image/png")
    shown = client.post("/verify/", {"document": upload}).content.decode()
    assert card.identifier in shown
    assert "没有核验" in shown
    broken = SimpleUploadedFile("code.png", png("x")[:60], "image/png")
    refused = client.post("/verify/", {"document": broken})
    assert refused.status_code == 422
    assert "损坏" in refused.content.decode()
