"""Every official paper: it exists when the law asks for it, says what it must, and its sheet can be read by a machine."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from tests.cases import given, samples
from tests.cases.town import Town
from tongban.cases import queries, rules
from tongban.cases.views import papers

ADDRESS = "https://town.example/case/abc/"
IDS = [f"{type(one).__name__}-{place}" for place, one in enumerate(samples.HAPPENED)]
PROMISE = rules.Promise(("我单位具备固定场所", "我单位配备合格人员"), "撤销决定并记入信用记录")


def test_every_kind_of_event_has_its_paper_or_a_reason_for_none() -> None:
    kinds = set(rules.KINDS.values())
    assert set(papers.PAPERS) | set(papers.NO_PAPER) == kinds
    assert not set(papers.PAPERS) & set(papers.NO_PAPER)
    assert all(papers.NO_PAPER.values())


def test_the_samples_have_one_of_every_event_with_a_paper() -> None:
    assert {type(one) for one in samples.HAPPENED} | {rules.Submitted} == set(papers.PAPERS)


@pytest.fixture
def view(db: None) -> queries.CaseView:
    """A case with a hearing offered and called, a promise, and a material that is to follow."""
    town = Town(consult_phone="0990-1234567")
    case = town.submitted()
    found = queries.case_for_applicant(
        actor=town.citizen, public_id=case.public_id, today=given.MONDAY.date()
    )
    assert found is not None
    first = found.events[0]
    assert isinstance(first.what, rules.Submitted)
    owed = rules.MaterialHeld("m2", "体检表", "gap")
    promised = rules.MaterialHeld("m3", "场地证明", "promised")
    sent = replace(
        first.what,
        promise=PROMISE,
        earlier=rules.Earlier("renew", "1.2.156.3005.2", "资格单", samples.ON),
        materials=(*first.what.materials, owed, promised),
    )
    return samples.told(replace(found, events=(replace(first, what=sent),)))


def latest(view: queries.CaseView) -> papers.Paper:
    return papers.all_of(view)[-1]


def sheet_text(made: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


def code_on(made: bytes) -> str:
    document = pypdfium2.PdfDocument(made)
    try:
        page = document[0].render(scale=3, grayscale=True)
        picture = memoryview(bytes(page.buffer)).cast("B", shape=[page.height, page.stride])
        found = zxingcpp.read_barcodes(picture)
    finally:
        document.close()
    assert found, "no code can be read on the sheet"
    return str(found[0].text)


@pytest.mark.parametrize("what", samples.HAPPENED, ids=IDS)
def test_a_paper_has_its_number_basis_and_words_on_a_sheet_with_the_code(
    view: queries.CaseView, what: Any
) -> None:
    whole = samples.told(view, *samples.before(what), what)
    paper = latest(whole)
    assert paper.number == f"{view.card.number}-{len(whole.events):02d}"
    assert all(one.strip() for one in paper.basis)
    assert paper.basis
    made = papers.pdf(paper, ADDRESS)
    text = sheet_text(made)
    for words in (
        paper.title,
        paper.number,
        paper.agency,
        paper.addressee,
        "王小明",
        "印章位置",
        "0990-1234567",
    ):
        assert "".join(words.split()) in text, words
    for line in (*paper.paragraphs, *paper.items, *paper.basis, *paper.remedies):
        assert "".join(line.split()) in text, line
    assert code_on(made) == ADDRESS
    assert made == papers.pdf(paper, ADDRESS)


@pytest.mark.parametrize("kind", ["receipt", "application", "promise"])
def test_what_was_sent_has_its_receipt_its_copy_and_the_promise(view: queries.CaseView, kind: str) -> None:
    paper = papers.paper(view, kind)
    assert paper is not None
    made = papers.pdf(paper, ADDRESS)
    assert paper.title in sheet_text(made)
    assert code_on(made) == ADDRESS
    if kind == "promise":
        for words in (*PROMISE.terms, PROMISE.consequences, "场地证明"):
            assert words in sheet_text(made)


REFUSALS = [
    one
    for one in samples.HAPPENED
    if (isinstance(one, rules.Decided) and not one.approved)
    or (isinstance(one, rules.AcceptanceRefused) and one.ground != "not_required")
    or (isinstance(one, rules.PermissionEnded) and one.kind != "deregistered")
]


@pytest.mark.parametrize("what", REFUSALS, ids=lambda one: type(one).__name__)
def test_a_refusal_cannot_miss_reasons_basis_or_where_to_turn(view: queries.CaseView, what: Any) -> None:
    text = sheet_text(papers.pdf(latest(samples.told(view, what)), ADDRESS))
    reasons = getattr(what, "reasons", "") or what.reason
    for words in (reasons, "60日内", "6个月内", "海棠市人民政府", "海棠区人民法院", given.REMEDIES.channel):
        assert words in text, words


def test_an_acceptance_with_gaps_says_what_how_until_when_and_what_follows(view: queries.CaseView) -> None:
    accepted = next(one for one in samples.HAPPENED if isinstance(one, rules.Accepted))
    paper = latest(samples.told(view, accepted))
    said = "".join(paper.paragraphs)
    assert paper.title == "容缺受理通知书"
    assert paper.items == ("体检表",)
    for words in ("2026年3月30日", "在本件页面上传或者到窗口提交", "视为撤回申请"):
        assert words in said


def test_a_merged_correction_names_each_department_with_what_it_asks_for(view: queries.CaseView) -> None:
    notice = next(one for one in samples.HAPPENED if isinstance(one, rules.CorrectionRequested))
    paper = latest(samples.told(view, notice))
    assert dict(paper.rows) == {
        "民政局": "收入证明：请盖单位公章",
        "住房和城乡建设局": "月收入：与证明不一致",
    }


def test_an_extension_names_its_reason_and_the_office_of_whoever_approved_it(view: queries.CaseView) -> None:
    extended = next(one for one in samples.HAPPENED if isinstance(one, rules.Extended))
    paper = latest(samples.told(view, extended))
    assert "案情复杂" in "".join(paper.paragraphs)
    assert ("批准人", "本机关负责人 周局长") in paper.rows


def test_a_decision_after_a_hearing_rests_on_its_record(view: queries.CaseView) -> None:
    offered, called, held = (
        next(one for one in samples.HAPPENED if isinstance(one, kind))
        for kind in (rules.HearingOffered, rules.HearingCalled, rules.HearingHeld)
    )
    paper = latest(samples.told(view, offered, called, held, samples.decided(**samples.NO)))
    assert "根据2026年3月20日" in "".join(paper.paragraphs).replace(" ", "")
    assert any("第四十八条" in line for line in paper.basis)


def test_the_second_paper_of_a_kind_has_an_address_of_its_own(view: queries.CaseView) -> None:
    started, over = (
        next(one for one in samples.HAPPENED if isinstance(one, kind))
        for kind in (rules.SpecialStarted, rules.SpecialEnded)
    )
    whole = samples.told(view, started, over, started)
    kinds = [one.kind for one in papers.all_of(whole)]
    assert kinds == ["receipt", "application", "promise", "special", "special-over", "special-2"]
    first, second = papers.paper(whole, "special"), papers.paper(whole, "special-2")
    assert first is not None
    assert second is not None
    assert first.number != second.number
