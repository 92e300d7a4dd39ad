"""The corpus that ships, and the import of another one."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from datetime import date
from pathlib import Path

import pytest

from tests.law import given
from tongban.foundation.refusals import Refused
from tongban.law import importing, queries
from tongban.law.corpus import SHIPPED, Corpus
from tongban.law.rules import Number, Order, OrderDays, key_of
from tongban.law.rules.sources import ended_by, history_of, starts_on

TODAY = date(2026, 11, 21)
DATA = SHIPPED.parent


def brought_in(folder: Path, target: Path) -> importing.Report:
    return importing.bring_in(folder, target, source="test", edition="1", today=TODAY)


def test_every_shipped_file_says_its_origin_edition_licence_day_and_digest() -> None:
    sources = tomllib.loads((DATA / "SOURCES.toml").read_text(encoding="utf-8"))
    assert set(sources) == {path.name for path in DATA.iterdir()} - {"SOURCES.toml"}
    for name, entry in sources.items():
        assert entry["sha256"] == hashlib.sha256((DATA / name).read_bytes()).hexdigest(), name
        assert all(entry[key] for key in ("title", "origin", "edition", "licence", "imported_on"))


def test_the_shipped_corpus_holds_the_laws_it_says() -> None:
    held = queries.corpus()
    assert len(held.laws) == 1079
    assert held.origin.imported_on >= TODAY
    assert sum(len(held.articles(law)) for law in list(held.laws)[::25]) > 1500
    assert all(held.articles(law) for law in list(held.laws)[::10])


def test_an_order_that_was_added_by_hand_lies_between_its_neighbours_in_time() -> None:
    """Orders of the State Council are counted on and on; a wrong number would stand out by years."""
    held = queries.corpus()
    with (DATA / "orders.csv").open(encoding="utf-8", newline="") as file:
        added = [row for row in csv.DictReader(file) if row["organ"] == "国务院"]
    numbers = {Order("国务院", int(row["number"])) for row in added}
    titles = {key_of(law.title): law for law in held.laws.values()}
    others = OrderDays.of(held.laws.values()).known
    proved = OrderDays(tuple(one for one in others if Order("国务院", one[0]) not in numbers))
    for row in added:
        before, after = proved.around(int(row["number"]))
        on = titles[key_of(row["title"])].version_on
        assert before.toordinal() - 200 <= on.toordinal() <= after.toordinal() + 200, row["title"]


def test_an_imported_corpus_gives_back_what_was_brought_in(tmp_path: Path) -> None:
    given.a_source(
        tmp_path,
        (
            given.a_law("a" * 12, "旧办法", "1990-05-01", "1990年5月1日 国务院令第55号发布"),
            [("第一条", "旧。"), ("第一条之一", "更旧。")],
        ),
        (
            given.a_law("b" * 12, "新办法"),
            [("第一条", "新。\n（一）甲；\n（二）乙。\n第二款。"), ("第二条", "本办法自2020年3月1日起施行。《旧办法》同时废止。")],
        ),
        (given.a_law("c" * 12, "无条规定"), [("全文", "如下：\n一、甲。\n二、乙。")]),
    )  # fmt: skip
    report = brought_in(tmp_path, tmp_path / "laws.tbl")
    held = Corpus(tmp_path / "laws.tbl")
    assert (report.laws, report.articles) == (3, 7)
    assert (held.origin.source, held.origin.edition) == ("test", "1")
    assert [one.number for one in held.articles("a" * 12)] == [Number(1), Number(1, 1)]
    assert held.articles("b" * 12)[0].paragraphs == ("新。\n（一）甲；\n（二）乙。", "第二款。")
    assert [one.number for one in held.articles("c" * 12)] == [None, Number(1), Number(2)]
    assert held.laws["a" * 12].history[0].order == Order("国务院", 55)
    [ended] = [one for one in held.repeals if one.by_id]
    assert (ended.title, ended.on, ended.by_title) == ("旧办法", date(2020, 3, 1), "新办法")


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    given.a_source(tmp_path, (given.a_law("a" * 12, "某法"), [("第一条", "文。")]))
    brought_in(tmp_path, tmp_path / "one.tbl")
    brought_in(tmp_path, tmp_path / "two.tbl")
    assert (tmp_path / "one.tbl").read_bytes() == (tmp_path / "two.tbl").read_bytes()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda folder: (folder / "law_articles.jsonl.xz").unlink(), "law.file_missing"),
        (lambda folder: (folder / "laws_index.csv").unlink(), "law.file_missing"),
        (lambda folder: (folder / "law_articles.jsonl.xz").write_bytes(b"x"), "law.file_wrong"),
        (lambda folder: (folder / "laws_index.csv").write_bytes(b"law_id\n1\n"), "law.columns_missing"),
        (lambda folder: (folder / "laws_index.csv").write_bytes("题".encode("gb18030")), "law.file_not_utf8"),
        (lambda folder: given.a_source(folder), "law.nothing_to_import"),
    ],
)
def test_what_is_no_source_is_refused_and_changes_nothing(spoil, code: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    given.a_source(tmp_path, (given.a_law("a" * 12, "某法"), [("第一条", "文。")]))
    spoil(tmp_path)
    with pytest.raises(Refused) as refusal:
        brought_in(tmp_path, tmp_path / "laws.tbl")
    assert refusal.value.code == code
    assert not (tmp_path / "laws.tbl").exists()


def test_a_file_that_is_no_corpus_is_refused(tmp_path: Path) -> None:
    (tmp_path / "laws.tbl").write_bytes(b"PK\x03\x04")
    with pytest.raises(Refused) as refusal:
        Corpus(tmp_path / "laws.tbl")
    assert refusal.value.code == "law.corpus_wrong"


def test_endings_are_read_from_closing_articles() -> None:
    text = "本法自2020年1月1日起施行。1990年5月1日国务院发布的《甲办法》和《乙规定》同时废止。"
    assert (list(ended_by(text)), starts_on(text)) == (["甲办法", "乙规定"], date(2020, 1, 1))
    assert list(ended_by("1997年发布的《甲和乙条例》中关于甲的规定同时废止。")) == []
    assert list(ended_by("依照《甲法》施行。")) == []


def test_a_history_tells_new_texts_from_amendments() -> None:
    found = history_of(
        "2004年8月1日 中华人民共和国国务院、中华人民共和国中央军事委员会令第413号公布 "
        "2011年7月29日 《国务院关于修改〈甲〉的决定》第一次修订 2024年8月5日 中华人民共和国国务院令第788号第三次修订"
    )
    assert [(event.on.year, event.whole, event.order and event.order.number) for event in found] == [
        (2004, True, 413),
        (2011, False, None),
        (2024, True, 788),
    ]
