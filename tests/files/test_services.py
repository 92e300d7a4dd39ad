"""Storing, opening and downloading files; the risky ones looked into by a process of their own."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from django.conf import settings
from django.http import Http404
from django.test import RequestFactory

from tests.files import given
from tongban.files import child, inspection, queries, rules, services, views
from tongban.files.adapters import BlobDamaged
from tongban.files.adapters.folder import Folder
from tongban.files.queries import FileCard
from tongban.foundation.actors import VISITOR, Actor
from tongban.foundation.refusals import Refused

MUTANTS = 2_000 if os.environ.get("TONGBAN_DEEP") else 20
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
CITIZEN = Actor(account_id="account-1", person_id="person-1", name="王小明", role="citizen")
STRANGER = Actor(account_id="account-2", person_id="person-2", name="赵六", role="citizen")


def stored(data: bytes | None = None, name: str = "照片.png", owner: str = "draft-1") -> FileCard:
    return services.store(
        data=data or given.a_png(), name=name, owner_kind="draft", owner_id=owner, actor=CITIZEN, at=AT
    )


def rows(folder: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(given.sample(f"{folder}/expected.csv").decode())))


EXPECTED = {
    "openaction_javascript.pdf": "files.script",
    "embedded_file.pdf": "files.embedded",
    "empty.pdf": "files.empty",
    "php_named.png": "files.not_what_it_says",
    "svg_script.svg": "files.kind_not_allowed",
    "xxe.xml": "files.kind_not_allowed",
    "zip_slip.zip": "files.kind_not_allowed",
}
NOTES = {"formula_injection.csv": ("formula",), "gb18030.csv": ("gb18030",)}


@pytest.mark.parametrize("row", rows("uploads"), ids=lambda row: row["file"])
def test_each_sample_upload_is_handled_as_expected(row: dict[str, str]) -> None:
    data = given.sample(f"uploads/{row['file']}")
    if row["expected"].startswith("reject"):
        with pytest.raises(Refused, match=EXPECTED[row["file"]]):
            inspection.inspect(data, row["upload_name"], row["declared_type"])
    else:
        found = inspection.inspect(data, row["upload_name"], row["declared_type"])
        assert found.kind.key == row["real_type"].split("-")[0]
        assert found.notes == NOTES.get(row["file"], ())


@pytest.mark.parametrize("row", rows("ofd"), ids=lambda row: row["file"])
def test_each_sample_ofd_is_handled_as_expected(row: dict[str, str]) -> None:
    found = child.look("ofd", given.sample(f"ofd/{row['file']}"))
    assert found["pages"] == int(row["pages"])
    assert found["signatures"] == int(row["signatures"])
    assert found["references_ok"] == int(row["references_ok"] or 0)
    assert found["references_bad"] == int(row["references_bad"] or 0)
    assert ("ofd_namespace" in found["notes"]) is (row["expected"] == "accept_with_warning")
    assert ("signed" in found["notes"]) is (row["expected"] == "signed_digests_ok")


def test_an_ofd_passes_through_the_checking_process() -> None:
    found = inspection.inspect(given.sample("ofd/SESV4SignDoc.ofd"), "盖章.ofd", "application/ofd")
    assert (found.kind.key, found.pages, found.notes) == ("ofd", 1, ("signed",))


def test_pages_are_counted_by_the_library_that_draws_them() -> None:
    assert inspection.inspect(given.a_pdf(pages=3), "a.pdf").pages == 3


@pytest.mark.parametrize(
    ("why", "code", "data"),
    [
        ("a page larger than the standard allows", "files.too_complex", given.a_pdf(box="0 0 20000 20000")),
        ("no pages", "files.damaged", given.a_pdf(pages=0)),
        ("only the beginning", "files.damaged", b"%PDF-1.7\n%%EOF"),
        ("a script", "files.script", given.a_pdf(b"<< /S /JavaScript /JS (x) >>")),
    ],
)
def test_the_checking_process_refuses_a_pdf_with(why: str, code: str, data: bytes) -> None:
    with pytest.raises(Refused, match=code):
        inspection.inspect(data, "a.pdf")


def test_a_page_tree_that_runs_in_a_circle_ends() -> None:
    circle = given.a_pdf().replace(b"/Kids [10 0 R] /Count 1", b"/Kids [2 0 R] /Count 9 ")
    assert outcome(circle, "a.pdf") in {"files.damaged", "files.too_complex", "taken"}


def outcome(data: bytes, name: str) -> str:
    """The code of the refusal, or "taken". Anything but a refusal is a fault and comes through."""
    try:
        inspection.inspect(data, name)
    except Refused as refusal:
        return refusal.code
    return "taken"


def test_mutated_files_are_taken_or_refused_and_nothing_else() -> None:
    seed = random.randrange(1 << 32)
    dice = random.Random(seed)
    samples = [
        "uploads/benign.pdf",
        "uploads/benign.docx",
        "ofd/hello.ofd",
        "ofd/DigitalSign.ofd",
        "uploads/benign.png",
    ]
    for _ in range(MUTANTS):
        name = dice.choice(samples)
        data = bytearray(given.sample(name))
        for _change in range(dice.randint(1, 6)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        if dice.random() < 0.2:
            del data[dice.randrange(len(data)) :]
        code = outcome(bytes(data), name.split("/")[1])
        assert code == "taken" or code in rules.SENTENCES, f"seed {seed}: {name}"


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "WALL_SECONDS", 0.001)
    with pytest.raises(Refused, match=r"files\.too_complex"):
        inspection.inspect(given.a_pdf(), "a.pdf")


@pytest.mark.parametrize(
    "greedy",
    ["bytearray(400 * 1024 * 1024)", "open('grown', 'wb').write(b'x' * 10); open('grown', 'rb').read()[0]"],
)
def test_the_checking_process_has_little_memory_and_may_write_nothing(greedy: str, tmp_path: Path) -> None:
    code = f"from tongban.files.child import bind; bind(); {greedy}"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, cwd=tmp_path, check=False)
    assert done.returncode != 0
    assert not (tmp_path / "grown").exists() or (tmp_path / "grown").read_bytes() == b""


def test_a_checking_process_that_dies_refuses_the_file_and_a_broken_one_is_a_fault() -> None:
    killed = subprocess.CompletedProcess([], -9, b"", b"")
    assert isinstance(inspection._died(killed), Refused)
    assert isinstance(inspection._died(subprocess.CompletedProcess([], 1, b"", b"...\nMemoryError")), Refused)
    assert isinstance(inspection._died(subprocess.CompletedProcess([], 1, b"", b"ImportError")), RuntimeError)


# -- the store


def test_bytes_lie_under_their_hash_and_come_back_the_same(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    sha256 = folder.put(b"content")
    assert sha256 == hashlib.sha256(b"content").hexdigest()
    assert folder.place(sha256).relative_to(tmp_path).parts == (sha256[:2], sha256[2:4], sha256)
    assert folder.get(sha256) == b"content"
    assert not list((tmp_path / ".incoming").iterdir())


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put(b"content")
    before = folder.place(hashlib.sha256(b"content").hexdigest()).stat().st_ino
    sha256 = folder.put(b"content")
    assert folder.place(sha256).stat().st_ino == before


def test_changed_or_missing_bytes_are_a_fault_and_are_mended_by_the_same_upload(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    sha256 = folder.put(b"content")
    folder.place(sha256).chmod(0o600)
    folder.place(sha256).write_bytes(b"Content")
    with pytest.raises(BlobDamaged):
        folder.get(sha256)
    folder.put(b"content")
    assert folder.get(sha256) == b"content"
    folder.place(sha256).unlink()
    with pytest.raises(BlobDamaged):
        folder.get(sha256)


def test_a_disk_that_gives_back_other_bytes_is_noticed_before_the_name_appears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda self: self.open("rb").read()[:-1])
    folder = Folder(tmp_path)
    with pytest.raises(BlobDamaged):
        folder.put(b"content")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


# -- rows


@pytest.mark.django_db
def test_a_stored_file_opens_byte_for_byte() -> None:
    card = stored()
    assert services.open_file(card.public_id) == given.a_png()
    assert queries.file(card.public_id) == card
    assert (card.name, card.media_type, card.size) == ("照片.png", "image/png", len(given.a_png()))
    assert (card.owner_kind, card.owner_id, card.stored_by) == ("draft", "draft-1", "account-1")
    assert card.size_in_words == "1 KB"
    assert (settings.TONGBAN.UPLOADS / card.sha256[:2]).is_dir()


@pytest.mark.django_db
def test_an_upload_is_read_from_a_stream_and_never_beyond_the_limit() -> None:
    card = services.store(
        data=io.BytesIO(given.a_png()), name="a.png", owner_kind="draft", owner_id="d", actor=CITIZEN, at=AT
    )
    assert card.size == len(given.a_png())

    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked = size
            return b"x" * size

    endless = Endless()
    with pytest.raises(Refused, match=r"files\.too_large"):
        services.store(data=endless, name="a.png", owner_kind="draft", owner_id="d", actor=CITIZEN, at=AT)  # type: ignore[arg-type]
    assert endless.asked == 20 * 1024 * 1024 + 1


@pytest.mark.django_db
def test_a_refused_file_leaves_no_row() -> None:
    with pytest.raises(Refused):
        stored(b"<?php", "a.png")
    assert queries.files_of(owner_kind="draft", owner_id="draft-1") == ()


@pytest.mark.django_db
def test_what_is_worth_telling_is_kept_with_the_file() -> None:
    card = stored("姓名,=1+1\n".encode("gb18030"), "表.csv")
    assert queries.file(card.public_id).notes == ("gb18030", "formula")
    assert len(card.note_sentences) == 2


@pytest.mark.django_db
def test_a_draft_s_files_go_to_its_case() -> None:
    first, second = stored(), stored(name="b.png")
    stored(owner="draft-2")
    assert services.hand_over(from_kind="draft", from_id="draft-1", to_kind="case", to_id="case-1") == 2
    names = [card.public_id for card in queries.files_of(owner_kind="case", owner_id="case-1")]
    assert names == [first.public_id, second.public_id]
    assert queries.files_of(owner_kind="draft", owner_id="draft-1") == ()


@pytest.mark.django_db
def test_a_removed_file_opens_for_nobody_and_the_same_bytes_of_another_stay() -> None:
    mine, other = stored(), stored(owner="draft-2")
    services.remove(public_id=mine.public_id, at=AT)
    with pytest.raises(Refused, match=r"files\.not_found"):
        services.open_file(mine.public_id)
    with pytest.raises(Refused, match=r"files\.not_found"):
        services.remove(public_id=mine.public_id, at=AT)
    assert services.open_file(other.public_id) == given.a_png()


@pytest.mark.django_db
def test_the_house_keeps_what_it_made_itself() -> None:
    card = services.keep(
        data=b"%PDF-1.7 made",
        name="营业执照.pdf",
        kind="pdf",
        owner_kind="licence",
        owner_id="l",
        actor=CITIZEN,
        at=AT,
        pages=1,
    )
    assert services.open_file(card.public_id) == b"%PDF-1.7 made"


# -- downloads


@pytest.fixture
def guarded() -> Iterator[list[str]]:
    """Drafts open for their owner only, and each opening is recorded."""
    before, seen = services._House.guards, []
    services._House.guards = MappingProxyType({})
    services.register_guard(
        "draft",
        lambda actor, owner_id: actor.person_id == "person-1" and owner_id == "draft-1",
        lambda actor, card, at: seen.append(f"{actor.name} {card.name}"),
    )
    yield seen
    services._House.guards = before


def ask(public_id: str, actor: Actor) -> object:
    request = RequestFactory().get(f"/file/{public_id}/")
    request.actor = actor  # type: ignore[attr-defined]
    return views.download(request, public_id)


@pytest.mark.django_db
def test_a_download_is_an_attachment_that_no_browser_opens_as_a_page(guarded: list[str]) -> None:
    response = ask(stored().public_id, CITIZEN)
    assert response.content == given.a_png()  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment;")  # type: ignore[index]
    assert "%E7%85%A7%E7%89%87.png" in response["Content-Disposition"]  # type: ignore[index]
    assert response["X-Content-Type-Options"] == "nosniff"  # type: ignore[index]
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"  # type: ignore[index]
    assert response["Cache-Control"] == "private, no-store"  # type: ignore[index]
    assert guarded == ["王小明 照片.png"]


@pytest.mark.django_db
def test_what_is_foreign_and_what_is_not_there_look_the_same(guarded: list[str]) -> None:
    card = stored()
    for public_id, actor in ((card.public_id, STRANGER), ("0" * 26, STRANGER), ("0" * 26, CITIZEN)):
        with pytest.raises(Http404):
            ask(public_id, actor)
    assert guarded == []


@pytest.mark.django_db
def test_files_of_an_owner_without_a_guard_open_for_nobody(guarded: list[str]) -> None:
    card = services.keep(
        data=b"x", name="a.pdf", kind="pdf", owner_kind="licence", owner_id="l", actor=CITIZEN, at=AT
    )
    with pytest.raises(Http404):
        ask(card.public_id, CITIZEN)


@pytest.mark.django_db
def test_a_visitor_is_asked_to_sign_in_whether_the_file_exists_or_not(guarded: list[str]) -> None:
    for public_id in (stored().public_id, "0" * 26):
        response = ask(public_id, VISITOR)
        assert response.status_code == 302  # type: ignore[attr-defined]
        assert response["Location"].startswith("/sign-in/?next=/file/")  # type: ignore[index]


@pytest.mark.django_db
def test_no_byte_leaves_when_the_opening_cannot_be_recorded(guarded: list[str]) -> None:
    def full(actor: Actor, card: FileCard, at: datetime) -> None:
        raise RuntimeError("the record is full")

    services.register_guard("draft", lambda actor, owner_id: True, full)
    with pytest.raises(RuntimeError):
        ask(stored().public_id, CITIZEN)


@pytest.mark.django_db
def test_damaged_bytes_never_leave(guarded: list[str]) -> None:
    card = stored(given.a_png(9, 9))
    place = Folder(settings.TONGBAN.UPLOADS).place(card.sha256)
    place.chmod(0o600)
    place.write_bytes(b"other")
    with pytest.raises(BlobDamaged):
        ask(card.public_id, CITIZEN)
    place.unlink()
