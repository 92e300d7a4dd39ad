"""Finding items by what people say: the real list and guides in an index in memory. No database."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given as any_
from hypothesis import settings
from hypothesis import strategies as st

from tests.catalogue import given
from tongban.catalogue.search import SearchDoc, Searcher, build, build_in_memory
from tongban.catalogue.search.text import gram_sounds, initials, normalise, syllables, unbracketed
from tongban.catalogue.search.words import concepts, vocabulary
from tongban.sample.reading import town_file


def the_documents() -> list[SearchDoc]:
    with given.ITEM_LIST.open(encoding="utf-8") as lines:
        found = [
            SearchDoc(
                row["item_code"], row["item_code"], row["name"], row["department"], "广安区", row["main_item"]
            )
            for row in csv.DictReader(lines)
        ]
    also = {key: one["also"] for key, one in town_file("items.yaml")["items"].items()}
    for one in json.loads(given.GUIDES.read_text(encoding="utf-8")):
        key = f"{one['rights_code']}-{one['business_code']}"
        found.append(
            SearchDoc(
                key,
                key,
                one["name"],
                one["handling_dept"],
                "海棠市",
                f"{also[key]} {one['result']}",
                appliable=True,
            )
        )
    return found


SEARCHER = Searcher(index=build_in_memory(the_documents()))


def names(text: str, limit: int = 5) -> list[str]:
    return [hit.doc.name for hit in SEARCHER.find(text, limit).hits]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("小孩上户口", "3周岁内国内出生新生儿上户"),
        ("宝宝落户", "3周岁内国内出生新生儿上户"),
        ("开诊所", "中医诊所备案"),
        ("我想开个中医馆", "中医诊所备案"),
        ("公租房补贴", "公共租赁住房租赁补贴资格确认"),
        ("办个体户", "个体工商户设立登记"),
        ("急用临时身份证", "临时居民身份证申领"),
        ("侨眷证怎么办", "侨眷身份认定"),
        ("護照", "普通护照签发"),
        ("ＫＴＶ", "设立歌舞娱乐场所《娱乐经营许可证》核发"),
        ("passport", "普通护照签发"),
        ("开饭店", "食品(含保健食品)经营许可核发"),
    ],
)
def test_what_people_say_finds_what_the_register_calls_it(said: str, name: str) -> None:
    assert SEARCHER.find(said).confident
    assert name in names(said)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("hukou qianyi", "户口迁移审批"),
        ("hukouqianyi", "户口迁移审批"),
        ("hkqy", "户口迁移审批"),
        ("zhongyizhensuo", "中医诊所备案"),
        ("zongyizensuo", "中医诊所备案"),
        ("zyzs", "中医诊所备案"),
        ("jiaoshi zige", "教师资格认定"),
    ],
)
def test_pinyin_and_initials_find_it_too(typed: str, name: str) -> None:
    assert name in names(typed)


@pytest.mark.parametrize(
    ("slip", "name"),
    [
        ("中医整所备案", "中医诊所备案"),
        ("侨倦身份认定", "侨眷身份认定"),
        ("教师资歌认定", "教师资格认定"),
        ("营业执造", "公司设立登记"),
    ],
)
def test_a_slip_of_the_input_method_is_forgiven(slip: str, name: str) -> None:
    assert name in names(slip)


@pytest.mark.parametrize(
    "nonsense",
    [
        "比特币开户",
        "火星移民",
        "asdfgh",
        "今天天气怎么样",
        "推荐一家火锅店",
        "!!!",
        "的了吗",
        "qqqqqqqq",
        "12345678901",
    ],
)
def test_nothing_is_offered_as_an_answer_to_what_is_not_there(nonsense: str) -> None:
    assert not SEARCHER.find(nonsense).confident


def test_an_exact_name_comes_first_and_an_exact_code_alone() -> None:
    assert names("户口登记")[0] == "户口登记"
    code = "511A0116400001-511602000000-000-11511300008778693M-1-00"
    assert [hit.doc.code for hit in SEARCHER.find(code).hits] == [code]
    assert [hit.doc.code for hit in SEARCHER.find(code.lower()).hits] == [code]


def test_what_was_not_asked_for_comes_later() -> None:
    found = names("食品经营许可", 20)
    assert found[0] == "食品(含保健食品)经营许可核发"
    assert found.index("食品(含保健食品)经营许可核发") < found.index("食品(含保健食品)经营许可注销")
    assert names("食品经营许可注销")[0] == "食品(含保健食品)经营许可注销"


def test_one_character_and_two_characters_find_something() -> None:
    assert "侨眷身份认定" in names("侨")
    assert "普通护照签发" in names("护照")


@pytest.mark.parametrize("text", ["", "   ", "。、！"])
def test_nothing_asked_finds_nothing(text: str) -> None:
    assert SEARCHER.find(text).hits == ()


@any_(st.text(max_size=120))
@settings(max_examples=60)
def test_no_text_breaks_the_search(text: str) -> None:
    found = SEARCHER.find(text, 5)
    assert len(found.hits) <= 5
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)


def test_an_index_on_disk_answers_as_one_in_memory(tmp_path: Path) -> None:
    assert build(tmp_path / "index", the_documents()) == 1141
    on_disk = Searcher(tmp_path / "index")
    assert len(on_disk) == 1141
    for text in ("小孩上户口", "开诊所", "hkqy"):
        assert [hit.doc for hit in on_disk.find(text).hits] == [hit.doc for hit in SEARCHER.find(text).hits]


def test_an_empty_index_finds_nothing() -> None:
    assert not Searcher(index=build_in_memory([])).find("护照").hits


class TestWords:
    def test_nouns_explain_more_than_words_of_speech(self) -> None:
        assert [one.said for one in concepts("我要办个体户")] == ["个体户"]
        assert [one.said for one in concepts("身份证丢了怎么办")] == ["身份证", "丢了"]

    def test_every_everyday_word_means_something_and_stands_once(self) -> None:
        source = Path(given.__file__).parents[2] / "src/tongban/catalogue/data/everyday_words.csv"
        with source.open(encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        spoken = [row["word"] for row in rows if row["kind"] != "modifier"]
        assert len(spoken) == len(set(spoken))
        assert {row["kind"] for row in rows} == {"noun", "person", "verb", "stop", "other", "modifier"}
        assert all(bool(row["means"]) == (row["kind"] in {"noun", "person", "verb"}) for row in rows)
        assert "变更" in vocabulary().modifiers

    @pytest.mark.parametrize(
        ("letters", "expected"),
        [
            ("hukou", ["hu", "kou"]),
            ("qianyi", ["qian", "yi"]),
            ("shenfenzheng", ["sen", "fen", "zen"]),
            ("xyz", []),
        ],
    )
    def test_latin_letters_are_read_as_syllables(self, letters: str, expected: list[str]) -> None:
        assert syllables(letters) == expected

    def test_texts_are_compared_in_one_script_width_and_case(self) -> None:
        assert normalise("護照ＡＢＣ（１）") == "护照abc(1)"
        assert unbracketed("食品(含保健食品)经营") == "食品经营"
        assert initials("户口") == "hk"
        assert "zong'yi" in gram_sounds("中医") or "zon'yi" in gram_sounds("中医")
