"""The rules of licences, without a database."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given as example
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.licences import given
from tongban.foundation import crypto
from tongban.foundation.canonical import canonical_text
from tongban.foundation.identifiers import licence_id
from tongban.foundation.refusals import Refused
from tongban.licences import rules
from tongban.licences.rules import Change, Standing, State
from tongban.licences.rules.verdict import CHANGED, Check

KEYRING = crypto.Keyring.fresh()
KEYS = {key_id: key for key_id, key in KEYRING.public_keys().items() if key.purpose == "licence"}
CODE = rules.code_of(given.a_seal(KEYRING))
MARKS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODE_MARKS = MARKS + MARKS.lower() + "-_."


# -- identifier ----------------------------------------------------------------------------------------------


@example(place=st.integers(0, 52), mark=st.sampled_from(MARKS))
def test_one_wrong_character_of_an_identifier_is_always_noticed(place: int, mark: str) -> None:
    identifier = given.an_identifier()
    body = identifier.removeprefix("1.2.156.3005.2.")
    where = [i for i, letter in enumerate(body) if letter != "."][place]
    wrong = body[:where] + mark + body[where + 1 :]
    valid = licence_id.check("1.2.156.3005.2." + wrong).valid
    assert valid == (wrong == body)


def test_a_reissue_differs_in_version_and_check_character_only() -> None:
    first, second = given.an_identifier(version=1), given.an_identifier(version=2)
    assert first.split(".")[:-2] == second.split(".")[:-2]
    assert first.split(".")[-2:] != second.split(".")[-2:]


def test_a_serial_holds_year_count_and_a_random_tail() -> None:
    assert rules.serial_number(2026, 17, "K7Q2XM") == "20260000017K7Q2XM"


@pytest.mark.parametrize("tail", ["k7q2xm", "K7-Q2X", "𠮷", "A" * 30])
def test_a_serial_of_other_characters_or_too_long_is_a_fault(tail: str) -> None:
    with pytest.raises(ValueError, match="not a serial"):
        rules.serial_number(2026, 17, tail)


def test_after_version_999_a_new_serial_is_due() -> None:
    assert rules.next_version(1) == 2
    assert rules.next_version(998) == 999
    assert rules.next_version(999) is None


# -- record --------------------------------------------------------------------------------------------------


def test_the_record_has_the_metadata_keys_of_the_standard() -> None:
    record = rules.record_of(given.facts())
    assert record["ZZMC"] == "居住证"
    assert record["ZZBS"] == given.an_identifier()
    assert (record["CZZTDMLX"], record["CZZTDMLXDM"]) == ("居民身份证", "111")
    assert (record["ZZYXQQSRQ"], record["ZZYXQJZRQ"]) == ("2026-11-20", "2027-11-19")
    assert record["KZ_address"] == "海棠市东城区梧桐路1号"
    keys = {"ZZMC", "ZZLXDM", "ZZBH", "ZZBS", "ZZBFJG", "ZZBFJGDM", "ZZBFRQ", "CZZT", "CZZTDM", "CJSJ"}
    assert keys <= record.keys()


def test_a_body_is_named_by_its_unified_code() -> None:
    record = rules.record_of(given.facts(holder_kind="body", holder_code=given.uscc(5)))
    assert (record["CZZTDMLX"], record["CZZTDMLXDM"]) == ("统一社会信用代码", "001")


def test_a_licence_without_end_says_nothing_about_its_end() -> None:
    assert rules.record_of(given.facts(valid_to=None))["ZZYXQJZRQ"] == ""


words = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"]), min_size=1, max_size=60)


@example(name=words, face=st.dictionaries(words, words, max_size=8))
def test_a_record_is_read_back_as_it_was_written_and_has_one_text(name: str, face: dict[str, str]) -> None:
    text = rules.record_text(given.facts(holder_name=name, face=face))
    record = json.loads(text)
    assert record["CZZT"] == name
    assert canonical_text(record) == text
    assert rules.face_of(record) == {key.removeprefix("KZ_"): value for key, value in face.items()}


@example(face=st.dictionaries(words, words, min_size=2, max_size=8))
def test_the_order_of_the_fields_does_not_change_the_record(face: dict[str, str]) -> None:
    backwards = dict(reversed(face.items()))
    assert rules.record_text(given.facts(face=face)) == rules.record_text(given.facts(face=backwards))


def test_days_and_numbers_on_the_face_become_text() -> None:
    record = rules.record_of(given.facts(face={"born_on": date(1990, 1, 1), "rooms": 3}))
    assert (record["KZ_born_on"], record["KZ_rooms"]) == ("1990-01-01", "3")


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        rules.record_of(given.facts(holder_name="", number="", issuer_name=""))
    assert refused.value.code == "licences.record_faulty"
    assert {fault.field for fault in refused.value.faults} == {"CZZT", "ZZBH", "ZZBFJG"}


@pytest.mark.parametrize(
    "value",
    ["two\x00one", "abc\u202etxt", "zero\u200bwidth", "x" * 1001],
    ids=["nul", "bidi", "zero width", "too long"],
)
def test_a_field_that_cannot_be_printed_is_refused(value: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.record_of(given.facts(face={"address": value}))
    assert [fault.field for fault in refused.value.faults] == ["KZ_address"]


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        rules.record_of(given.facts(valid_to=given.TODAY - timedelta(days=1)))
    assert [fault.field for fault in refused.value.faults] == ["ZZYXQJZRQ"]


# -- standing ------------------------------------------------------------------------------------------------

LAST = date(2027, 11, 19)


@pytest.mark.parametrize(
    ("reason", "state", "on", "superseded", "expected"),
    [
        ("the first day counts", State.VALID, date(2026, 11, 20), False, Standing.VALID),
        ("the day before does not", State.VALID, date(2026, 11, 19), False, Standing.NOT_YET),
        ("the last day counts in full", State.VALID, LAST, False, Standing.VALID),
        ("the day after does not", State.VALID, LAST + timedelta(days=1), False, Standing.EXPIRED),
        ("a lapsed one is expired", State.LAPSED, date(2026, 12, 1), False, Standing.EXPIRED),
        (
            "a lapsed one with a successor is replaced",
            State.LAPSED,
            date(2026, 12, 1),
            True,
            Standing.SUPERSEDED,
        ),
        ("a suspended one is suspended", State.SUSPENDED, date(2026, 12, 1), False, Standing.SUSPENDED),
        (
            "a revoked one stays revoked after its last day",
            State.REVOKED,
            date(2030, 1, 1),
            False,
            Standing.REVOKED,
        ),
        ("a deregistered one", State.DEREGISTERED, date(2026, 12, 1), False, Standing.DEREGISTERED),
        ("a forfeited one", State.FORFEITED, date(2026, 12, 1), False, Standing.FORFEITED),
    ],
)
def test_how_a_licence_stands_on_a_day(
    reason: str, state: State, on: date, superseded: bool, expected: Standing
) -> None:
    begun = date(2026, 11, 20)
    assert (
        rules.standing(state=state, valid_from=begun, valid_to=LAST, superseded=superseded, on=on) is expected
    )


def test_a_licence_without_end_never_expires() -> None:
    far = date(2999, 1, 1)
    stands = rules.standing(
        state=State.VALID, valid_from=date(2026, 1, 1), valid_to=None, superseded=False, on=far
    )
    assert stands is Standing.VALID


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        (State.VALID, Change.REVOKE, State.REVOKED),
        (State.SUSPENDED, Change.REVOKE, State.REVOKED),
        (State.VALID, Change.SUSPEND, State.SUSPENDED),
        (State.SUSPENDED, Change.RESTORE, State.VALID),
        (State.VALID, Change.EXPIRE, State.LAPSED),
        (State.LAPSED, Change.DEREGISTER, State.DEREGISTERED),
        (State.REVOKED, Change.DEREGISTER, State.DEREGISTERED),
        (State.VALID, Change.SUPERSEDE, State.LAPSED),
    ],
)
def test_changes_that_the_law_knows(before: State, change: Change, after: State) -> None:
    assert rules.next_state(before, change) is after


@pytest.mark.parametrize(
    ("before", "change"),
    [
        (State.REVOKED, Change.RESTORE),
        (State.REVOKED, Change.REVOKE),
        (State.LAPSED, Change.SUSPEND),
        (State.DEREGISTERED, Change.DEREGISTER),
        (State.SUSPENDED, Change.SUPERSEDE),
        (State.VALID, Change.RESTORE),
    ],
)
def test_changes_that_are_refused(before: State, change: Change) -> None:
    with pytest.raises(Refused) as refused:
        rules.next_state(before, change)
    assert refused.value.code == "licences.change_not_allowed"


@example(st.lists(st.sampled_from(list(Change)), max_size=12))
def test_what_has_ended_never_counts_again(changes: list[Change]) -> None:
    state, ended = State.VALID, False
    for change in changes:
        try:
            state = rules.next_state(state, change)
        except Refused:
            continue
        ended = ended or state not in {State.VALID, State.SUSPENDED}
    assert not (ended and state in {State.VALID, State.SUSPENDED})


# -- code ----------------------------------------------------------------------------------------------------


def test_a_code_is_read_back_as_it_was_made() -> None:
    seal = given.a_seal(KEYRING)
    assert rules.read_seal(CODE).identifier == seal.identifier
    assert rules.read_seal(rules.code_of(seal)) == seal
    assert rules.seal_is_good(rules.read_seal(CODE), KEYS)


def test_a_code_says_for_whom_and_until_when_without_a_network() -> None:
    seal = rules.read_seal(CODE)
    assert (seal.holder, seal.type_name, seal.valid_to) == ("欧阳**", "居住证", date(2027, 11, 19))


def test_the_address_around_a_code_is_told_apart() -> None:
    seal = rules.read_seal(f"https://gov.example/verify/?q={CODE}")
    assert seal.address == "gov.example"
    assert rules.seal_is_good(seal, KEYS)


def test_a_code_and_its_address_fit_into_a_qr_that_a_phone_reads() -> None:
    assert len(f"https://tongban.example.gov.cn/verify/?q={CODE}") < 400


@hypothesis_settings(max_examples=400)
@example(place=st.integers(0, len(CODE) - 1), mark=st.sampled_from(CODE_MARKS))
def test_one_changed_character_of_a_code_is_always_noticed(place: int, mark: str) -> None:
    changed = CODE[:place] + mark + CODE[place + 1 :]
    try:
        good = rules.seal_is_good(rules.read_seal(changed), KEYS)
    except Refused:
        good = False
    assert good == (changed == CODE)


@example(st.text(max_size=300) | st.from_regex(r"TB1(\.[0-9A-Za-z_-]{0,20}){9}"))
def test_any_text_is_read_or_refused_and_never_breaks(text: str) -> None:
    try:
        good = rules.seal_is_good(rules.read_seal(text), KEYS)
    except Refused:
        good = False
    assert not good


def test_a_signature_for_another_purpose_makes_no_licence() -> None:
    unsigned = given.a_seal(KEYRING)
    signature = crypto.sign(KEYRING, "audit", rules.signed_part(unsigned).encode())
    forged = given.a_seal(KEYRING).__class__(
        unsigned.identifier,
        unsigned.holder,
        unsigned.type_name,
        unsigned.valid_from,
        unsigned.valid_to,
        unsigned.record_hash,
        signature.key_id,
        signature.value,
    )
    assert not rules.seal_is_good(forged, KEYS)


def test_another_platforms_key_makes_no_licence_of_ours() -> None:
    assert not rules.seal_is_good(given.a_seal(crypto.Keyring.fresh()), KEYS)


def test_a_code_made_with_the_other_algorithm_is_good_too() -> None:
    ring = crypto.Keyring.fresh("ecdsa")
    assert rules.seal_is_good(given.a_seal(ring), ring.public_keys())


# -- documents -----------------------------------------------------------------------------------------------

SHEET = """居 住 证
持证主体 欧阳·明
地址 海棠市东城区梧桐路1号
颁发机构 海棠市公安局
有效期 2026-11-20 至 2027-11-19
证照标识 {identifier}
"""


def sheet() -> str:
    return SHEET.format(identifier=given.an_identifier())


def test_a_document_names_its_holder_and_its_licence() -> None:
    assert rules.document_is_of(sheet(), holder_name="欧阳·明", identifier=given.an_identifier())


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("another holder", sheet().replace("欧阳·明", "欧阳·朋")),
        ("another licence", sheet().replace(given.an_identifier(), given.an_identifier(version=2))),
        ("two licences on one sheet", sheet() + given.an_identifier(version=2)),
        ("nothing", ""),
    ],
)
def test_a_document_of_someone_else_does_not_pass(reason: str, text: str) -> None:
    assert not rules.document_is_of(text, holder_name="欧阳·明", identifier=given.an_identifier())


def test_layout_does_not_matter_to_what_a_document_names() -> None:
    identifier = given.an_identifier()
    text = (
        sheet().replace(identifier, identifier[:40] + "\r\n" + identifier[40:]).replace("欧阳·明", "欧 阳·明")
    )
    assert rules.document_is_of(text, holder_name="欧阳·明", identifier=identifier)
    assert rules.identifiers_in(text) == (identifier,)


def test_the_place_of_a_change_is_named_in_the_words_of_who_brought_it() -> None:
    changes = rules.differences(sheet(), sheet().replace("欧阳·明", "欧阳·朋"))
    assert changes == ("持证主体欧阳·[朋]",)
    assert "明" not in "".join(changes)


def test_nothing_is_told_about_a_text_that_is_no_copy() -> None:
    guess = f"证照标识 {given.an_identifier()}\n持证主体 王小二"
    assert rules.differences(sheet(), guess) == ()


# -- verdicts ------------------------------------------------------------------------------------------------


def a_face() -> rules.PublicFace:
    return rules.PublicFace(
        "p", given.an_identifier(), "居住证", "欧阳**", "海棠市公安局", given.TODAY, given.TODAY, None, 1
    )


@pytest.mark.parametrize(
    ("standing", "kind", "mark"),
    [
        (Standing.VALID, "valid", "✔"),
        (Standing.EXPIRED, "expired", "▲"),
        (Standing.SUPERSEDED, "superseded", "▲"),
        (Standing.SUSPENDED, "suspended", "▲"),
        (Standing.REVOKED, "revoked", "✖"),
        (Standing.DEREGISTERED, "revoked", "✖"),
        (Standing.FORFEITED, "revoked", "✖"),
        (Standing.NOT_YET, "not_yet", "▲"),
    ],
)
def test_every_standing_has_its_verdict_and_its_shape(standing: Standing, kind: str, mark: str) -> None:
    verdict = rules.judged(standing, at=given.AT, face=a_face(), checks=())
    assert (verdict.kind.value, verdict.kind.mark) == (kind, mark)
    assert verdict.sentence


def test_one_failed_check_outweighs_every_standing() -> None:
    checks = (Check("a", True), Check("b", None), Check("c", False))
    for standing in Standing:
        assert rules.judged(standing, at=given.AT, face=a_face(), checks=checks).sentence == CHANGED


def test_the_least_that_is_shown_is_the_name_alone() -> None:
    record = rules.record_of(given.facts())
    labels = {"CZZT": "持证主体", "CZZTDM": "身份证号", "KZ_address": "地址"}
    assert rules.shown_fields(rules.Extent.LEAST, record=record, labels=labels) == (("持证主体", "欧阳·明"),)
    assert len(rules.shown_fields(rules.Extent.FULL, record=record, labels=labels)) == 3
