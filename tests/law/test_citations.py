"""Citations of laws: the cases of real item lists, and the ways in which people write them."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.refusals import Refused
from tongban.law import queries
from tongban.law.rules import Number, Resolution, Status, key_of, read_citations, read_number, written

TODAY = date(2026, 11, 21)
CASES = Path(__file__).parent / "data" / "citation_cases_dev.csv"
# The answer expected there is that of the list's own year: the code of the environment ended this law on 2026-08-15.
OF_ITS_YEAR = {"CD005": date(2026, 8, 14)}


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def first(citation: str, item: str = "", on: date = TODAY) -> Resolution:
    return queries.resolve(citation=citation, on=on, item=item)[0]


def shown(number: Number) -> str:
    return f"{number.main}之{written(number.branch)}" if number.branch else str(number.main)


def articles(found: Resolution) -> str:
    return ";".join(shown(one) for one in found.citation.articles)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["case_id"])
def test_a_real_citation_is_resolved_as_experts_did(case: dict[str, str]) -> None:
    found = first(case["citation"], case["item"], OF_ITS_YEAR.get(case["case_id"], TODAY))
    assert (
        found.status,
        found.law.id if found.law else "",
        found.law.title if found.law else "",
        found.law.version_on.isoformat() if found.law else "",
        articles(found),
    ) == (
        case["expected_status"],
        case["law_id"],
        case["law_title"],
        case["corpus_version"],
        case["articles"],
    )
    if case["paragraphs"]:
        assert [str(place.paragraph) for place in found.citation.places] == case["paragraphs"].split(";")


def test_a_law_counts_until_the_day_on_which_it_ended() -> None:
    [before] = queries.resolve(citation="《环境保护法》第二十四条", on=date(2026, 8, 14))
    [after] = queries.resolve(citation="《环境保护法》第二十四条", on=date(2026, 8, 15))
    assert (before.status, after.status) == (Status.RESOLVED, Status.SUPERSEDED)
    assert after.superseded_by == "中华人民共和国生态环境法典"


R, N, X, G = Status.RESOLVED, Status.NO_ARTICLE, Status.NOT_HELD, Status.ARTICLE_MISSING
S, OLD, W, D, C = (
    Status.SUPERSEDED,
    Status.HELD_IS_NEWER,
    Status.HELD_IS_OLDER,
    Status.NUMBER_ONLY,
    Status.CHANGED,
)
LICENSING = "中华人民共和国行政许可法"

WRITTEN = [
    # lists, ranges, levels
    ("《行政许可法》第三条、第五条至第七条；第十条第二款", R, LICENSING, "3;5;6;7;10"),
    ("《行政许可法》第四十二、四十三、四十四条", R, LICENSING, "42;43;44"),
    ("《行政许可法》第42-44条", R, LICENSING, "42;43;44"),
    ("《行政许可法》第42条—第44条", R, LICENSING, "42;43;44"),
    ("《行政许可法》第四十二条～第四十四条", R, LICENSING, "42;43;44"),
    ("《行政许可法》第四十二条和第四十四条", R, LICENSING, "42;44"),
    ("行政许可法第四十二条第一款、第二款", R, LICENSING, "42"),
    ("《中华人民共和国行政许可法》第三十二条第一款第（四）项", R, LICENSING, "32"),
    ("《行政许可法》第12条第(一)、(三)项", R, LICENSING, "12"),
    ("《行政许可法》第十二条（一）项", R, LICENSING, "12"),
    ("《行政许可法》第四章第三节", N, LICENSING, ""),
    ("《中华人民共和国刑法》第一百二十条之一", R, "中华人民共和国刑法", "120之一"),
    ("刑法第120条之1", R, "中华人民共和国刑法", "120之一"),
    ("《刑法》第一百二十条之一至之三", R, "中华人民共和国刑法", "120之一;120之二;120之三"),
    ("民法典第1076条第二款", R, "中华人民共和国民法典", "1076"),
    ("《民法典》第一千零七十六条", R, "中华人民共和国民法典", "1076"),
    ("《公务员法》第26条第1款第2项", R, "中华人民共和国公务员法", "26"),
    ("《道路交通安全法》第九十一条第1、2款", R, "中华人民共和国道路交通安全法", "91"),
    ("《行政许可法》第四十二条（第一款）", R, LICENSING, "42"),
    ("《优化营商环境条例》36-38条", R, "优化营商环境条例", "36;37;38"),
    ("《优化营商环境条例》第三十六、三十七和三十八条", R, "优化营商环境条例", "36;37;38"),
    ("《工伤保险条例》第十四条第（一）项至第（三）项", R, "工伤保险条例", "14"),
    # brackets, blanks, scanners, traditional characters
    ("〈行政许可法〉第42条", R, LICENSING, "42"),
    ("<行政许可法>第42条", R, LICENSING, "42"),
    ("「行政许可法」第四十二条", R, LICENSING, "42"),
    ("《 中华人民共和国 行政许可法 》 第 四十二 条", R, LICENSING, "42"),
    ("《行政许可法第四十二条》", R, LICENSING, "42"),
    ("《行政许可法 第四十二条", R, LICENSING, "42"),
    ("【优化营商环境条例】第三十六条", R, "优化营商环境条例", "36"),
    ("优化营商环境条例》第三十六条", R, "优化营商环境条例", "36"),
    ("《优化营商环境条列》第三十六条", R, "优化营商环境条例", "36"),
    ("行政许可法42条", R, LICENSING, "42"),
    ("行政许可法笫四十ニ条", R, LICENSING, "42"),
    ("《行政許可法》第四十二條", R, LICENSING, "42"),
    ("《行改许可法》第四十二条", R, LICENSING, "42"),
    ("《中华人民共和国政府信息公开条例》第３３条", R, "中华人民共和国政府信息公开条例", "33"),
    # editions
    ("《中华人民共和国行政许可法（2019年修正）》第四十二条", R, LICENSING, "42"),
    ("《行政许可法》（2019修正）第42条", R, LICENSING, "42"),
    ("2019年修正的《行政许可法》第四十二条", R, LICENSING, "42"),
    ("《行政许可法》（2003年8月27日主席令第七号，2019年4月23日修正）第四十二条", R, LICENSING, "42"),
    ("《行政许可法》（2025年修订）第四十二条", W, LICENSING, "42"),
    ("《军人抚恤优待条例》（国务院、中央军委令第413号）第三十三条", OLD, "军人抚恤优待条例", "33"),
    ("《政府信息公开条例》（国务院令第492号）第三十三条", OLD, "中华人民共和国政府信息公开条例", "33"),
    ("《机动车登记规定》（公安部令第102号）第十条", OLD, "机动车登记规定", "10"),
    ("《机动车登记规定》（公安部令第164号）第十条", R, "机动车登记规定", "10"),
    ("《危险化学品安全管理条例》（国务院令第344号，第591号修订）第八条", R, "危险化学品安全管理条例", "8"),
    ("《婚姻登记条例》（国务院令第804号）第七条", W, "婚姻登记条例", "7"),
    ("《外国人入境出境管理条例》第六条", W, "中华人民共和国外国人入境出境管理条例", "6"),
    ("《外国人入境出境管理条例》第三条", R, "中华人民共和国外国人入境出境管理条例", "3"),
    ("《医疗机构管理条例》（国务院令第149号，2022年修订）第十五条", W, "医疗机构管理条例", "15"),
    ("《出版管理条例》（国务院令第594号，2020年修订）第十二条", R, "出版管理条例", "12"),
    ("《中华人民共和国渔业法》（2013年修正）第十一条", OLD, "中华人民共和国渔业法", "11"),
    ("《商标法》第十条", R, "中华人民共和国商标法", "10"),
    ("《刑法》第三百八十七条", W, "中华人民共和国刑法", "387"),
    ("《刑法》第二百六十六条", R, "中华人民共和国刑法", "266"),
    # orders and documents
    ("国务院令第711号第三十三条", R, "中华人民共和国政府信息公开条例", "33"),
    ("国务院第716号令第八条", R, "国务院关于在线政务服务的若干规定", "8"),
    ("中华人民共和国国务院令（第722号）第三十六条", R, "优化营商环境条例", "36"),
    ("国务院令722", N, "优化营商环境条例", ""),
    ("国令第492号", OLD, "中华人民共和国政府信息公开条例", ""),
    ("国令第412号", D, "", ""),
    ("公安部令第112号第四条", D, "", "4"),
    ("国发〔2010〕21号附件2第37项", D, "", ""),
    ("国家税务总局公告2012年第24号第五条第（一）项", D, "", "5"),
    ("商务部、国防科工委、海关总署公告2006年第50号", D, "", ""),
    ("湘公发(2023)2号第十二条", D, "", "12"),
    # ended
    ("《中华人民共和国合同法》第五十二条", S, "", "52"),
    ("《婚姻法》第三十一条", S, "", "31"),
    ("《个体工商户条例》第八条", S, "个体工商户条例", "8"),
    ("《公司登记管理条例》第九条", S, "中华人民共和国公司登记管理条例", "9"),
    ("《法规规章备案条例》第六条", S, "法规规章备案条例", "6"),
    # short and usual names
    ("税收征管法第二十五条第一款", R, "中华人民共和国税收征收管理法", "25"),
    ("《消保法》第二十四条", R, "中华人民共和国消费者权益保护法", "24"),
    ("《关于在线政务服务的若干规定》第八条", R, "国务院关于在线政务服务的若干规定", "8"),
    ("《户口登记条例》第三条", R, "中华人民共和国户口登记条例", "3"),
    # not here, not there
    ("《湖南省优化营商环境条例》第三条", X, "", "3"),
    ("湖南省公共租赁住房分配和运营管理办法", X, "", ""),
    ("关于印发《湖南省归侨侨眷及华侨身份认定办法》的通知", X, "", ""),
    ("《优化营商环境例》第三十六条", X, "", "36"),
    ("《行政许可法》第四十二条第九款", G, LICENSING, "42"),
    ("《行政许可法》第十二条第（九）项", G, LICENSING, "12"),
    ("《行政许可法》第0条", G, LICENSING, "0"),
    ("《行政许可法》第八十三条、第八十四条", G, LICENSING, "83;84"),
]  # fmt: skip


@pytest.mark.parametrize(("citation", "status", "title", "cited"), WRITTEN, ids=[one[0] for one in WRITTEN])
def test_a_citation_is_read_as_people_write_it(citation: str, status: Status, title: str, cited: str) -> None:
    found = first(citation)
    assert (found.status, found.law.title if found.law else "", articles(found)) == (status, title, cited)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("《行政许可法》第四十二条，《行政处罚法》第九条；《行政强制法》第十二条", ["许可", "处罚", "强制"]),
        ("《税收征收管理法》第二十五条及其实施细则第三十条", ["征收管理法", "实施细则"]),
        ("1.《行政许可法》第四十二条 2.《行政处罚法》第九条", ["许可", "处罚"]),
        ("根据行政许可法第42条、第43条规定，以及行政处罚法第九条", ["许可", "处罚"]),
        ("设定依据：《行政许可法》第四十二条；收费依据：《行政处罚法》第九条", ["许可", "处罚"]),
        ("中发〔2018〕5号、国办发〔2018〕45号", ["", ""]),
        ("《行政许可法》（以下简称许可法）第四十二条", ["许可"]),
        ("《行政许可法》第四十二条、第四十三条，该法第四十四条", ["许可"]),
        ("根据《行政许可法》第四十二条的规定，除可以当场作出行政许可决定的外", ["许可"]),
        ("依据《社会保险法》第五十四条、《工伤保险条例》第十四条第（一）项规定办理", ["社会保险", "工伤"]),
    ],
)
def test_each_law_of_a_text_is_answered_in_its_order(text: str, titles: list[str]) -> None:
    found = queries.resolve(citation=text, on=TODAY)
    assert len(found) == len(titles)
    assert all(words in one.title for words, one in zip(titles, found, strict=True))


@pytest.mark.parametrize(
    ("citation", "item", "status", "better"),
    [
        ("《文物保护法》第十七条", "在全国重点文物保护单位的保护范围内进行其他建设工程或者爆破、钻探、挖掘等作业审批", C, [28]),
        ("《保守国家秘密法》第三十四条", "涉密信息系统集成单位乙级资质认定", C, [41]),
        ("《特种设备安全法》第四十九条", "移动式压力容器、气瓶充装许可", R, []),
        ("《社会保险法》第五十四条", "住院费用报销", R, []),
        ("《行政许可法》第四十二条", "审批", R, []),
        ("《矿产资源开采登记管理办法》第十条", "采矿权价款的征收(以折股方式缴纳除外)", R, []),
    ],
)  # fmt: skip
def test_an_article_that_speaks_of_another_matter_is_only_said_so_with_evidence(
    citation: str, item: str, status: Status, better: list[int]
) -> None:
    found = first(citation, item)
    assert (found.status, [one.main for one in found.better]) == (status, better)


def test_quoted_words_are_looked_for_in_the_article() -> None:
    words = (
        "：“除可以当场作出行政许可决定的外，行政机关应当自受理行政许可申请之日起二十日内作出行政许可决定。”"
    )
    assert first("《行政许可法》第四十二条" + words).status is R
    moved = first("《行政许可法》第四十三条" + words)
    assert (moved.status, moved.better) == (C, (Number(42),))


@pytest.mark.parametrize(
    "text", ["", "无", "hello", "第四十二条", "同法第三条", "按照法定办结要求办理", "《》", "《", "第"]
)
def test_a_text_that_names_no_law_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        queries.resolve(citation=text, on=TODAY)
    assert refusal.value.code == "law.nothing_cited"


@given(st.integers(1, 9999))
def test_a_number_is_read_as_it_is_written(number: int) -> None:
    assert read_number(written(number)) == read_number(str(number)) == number


def test_numbers_are_read_in_their_other_spellings() -> None:
    spellings = {
        "一百〇一": 101,
        "一零一": 101,
        "廿三": 23,
        "百零三": 103,
        "两百": 200,
        "四二": 42,
        "一千一": 1001,
    }
    assert {text: read_number(text) for text in spellings} == spellings
    assert [read_number(text) for text in ("", "零", "十百", "一十十", "四百千", "法")] == [None] * 6


PIECES = st.sampled_from(
    [
        "《",
        "》",
        "(",
        "（",
        "）",
        "〈",
        "〔",
        "〕",
        "2019",
        "年",
        "修正",
        "行政许可法",
        "优化营商环境条例",
        "国务院令",
        "国令",
        "第",
        "条",
        "款",
        "项",
        "之",
        "一",
        "十",
        "百",
        "四十二",
        "42",
        "、",
        "至",
        "-",
        "；",
        "：",
        "“",
        "”",
        "及其",
        "实施细则",
        "该法",
        "号",
        "公告",
        "附件",
        "的规定",
        "根据",
    ]
)


@given(st.lists(PIECES, max_size=24).map("".join) | st.text(max_size=60))
def test_any_text_is_answered_or_refused(text: str) -> None:
    try:
        found = queries.resolve(citation=text, on=TODAY)
    except Refused:
        return
    assert found
    assert all(one.status in Status for one in found)


@given(st.lists(PIECES, max_size=24).map("".join))
def test_no_article_is_invented(text: str) -> None:
    """Every number that is given stands in the text, or lies between two that do."""
    runs = re.findall(r"[0-9]+|[零一二三四五六七八九十百]+", text)
    stated = [number for run in runs if (number := read_number(run)) is not None]
    for citation in read_citations(text):
        for place in citation.places:
            assert min(stated) <= place.article.main <= max(stated)


@pytest.mark.parametrize(
    "form",
    ["《{full}》第{number}条", "{full}第{number}条", "根据{short}第{number}条规定", "〈{short}〉{number}条"],
)
def test_every_title_of_the_corpus_is_found_in_each_form(form: str) -> None:
    lost = []
    for law in list(queries.corpus().laws.values())[::3]:
        number = next((one.number.main for one in queries.corpus().articles(law.id) if one.number), 1)
        text = form.format(full=law.title, short=law.title.removeprefix("中华人民共和国"), number=number)
        found = queries.resolve(citation=text, on=TODAY)
        if len(found) != 1 or not found[0].law or key_of(found[0].title) != key_of(law.title):
            lost.append(text)
    assert not lost


def in_arabic(text: str) -> str:
    return re.sub(
        r"第([一二三四五六七八九十百零]+)(?=条|款)", lambda found: f"第{read_number(found[1])}", text
    )


VARIANTS = [
    in_arabic,
    lambda text: in_arabic(text).translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789"}),
    lambda text: text.replace("《", "〈").replace("》", "〉"),
    lambda text: text.replace("《", "<").replace("》", ">"),
    lambda text: " ".join(text),
    lambda text: "\u3000" + text.replace("第", "第\u200b") + "\n",
    lambda text: text.replace("（", "(").replace("）", ")").replace("、", "､"),
    lambda text: text.replace("条", "條").replace("第", "笫").replace("国", "國"),
    lambda text: f"根据{text}的规定",
    lambda text: f"1.{text}；",
]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["case_id"])
def test_a_real_citation_means_the_same_however_it_is_typed(case: dict[str, str]) -> None:
    plain = first(case["citation"])
    for vary in VARIANTS:
        other = first(vary(case["citation"]))
        assert (other.status, other.law, articles(other)) == (plain.status, plain.law, articles(plain)), vary(
            case["citation"]
        )


def test_long_texts_end() -> None:
    assert len(read_citations("《行政许可法》第四十二条；" * 1000)) == 1000
    assert read_citations("《" * 20_000) == ()
    with pytest.raises(Refused) as refusal:
        queries.resolve(citation="第" + "一" * 30_000 + "条", on=TODAY)
    assert refusal.value.code == "law.text_too_long"
