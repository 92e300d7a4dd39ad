"""Each part in each state, as HTML."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.design.given import DemoForm, demo, drawn, words
from tongban.design.forms import NameField, PlainDateField, PlainForm
from tongban.foundation.lights import Light, LightReading
from tongban.foundation.refusals import Fault, Refused

AT = dt.datetime(2026, 11, 20, 14, 40, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def test_a_question_is_joined_to_its_hint_and_error_for_screen_readers():
    html = drawn("{% field form.name %}", form=demo())
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert described == ["id_name-hint", "id_name-error"]
    for part in described:
        assert f'id="{part}"' in html
    assert 'for="id_name"' in html
    assert 'aria-invalid="true"' in html


def test_optional_questions_are_marked_and_none_has_an_asterisk():
    form = DemoForm()
    assert "选填" in words(drawn("{% field form.nickname %}", form=form))
    assert "选填" not in words(drawn("{% field form.name %}", form=form))
    assert "*" not in words(drawn("{% fields form %}", form=form))


def test_the_browser_never_checks_in_our_place():
    html = drawn("{% form %}{% fields form %}{% endform %}", form=DemoForm())
    assert "novalidate" in html
    assert not re.search(r"\srequired[\s>=]", html)


def test_the_summary_of_errors_leads_to_every_field_and_says_the_same_words():
    form = demo()
    html = drawn("{% error_summary form %}{% fields form %}", form=form)
    summary = html.split("</div>")[0]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert len(targets) == len(form.errors) == 8
    for target in targets:
        assert f'id="{target}"' in html, target
    for messages in form.errors.values():
        assert html.count(messages[0]) >= 2


def test_no_summary_where_nothing_is_wrong():
    assert drawn("{% error_summary form %}", form=DemoForm()).strip() == ""
    assert drawn("{% error_summary form %}", form=None).strip() == ""


def test_faults_of_a_refusal_stand_in_the_summary():
    html = drawn("{% error_summary faults=faults %}", faults=(Fault("id_x", "Say {what}.", {"what": "A<B"}),))
    assert "A&lt;B" in html
    assert 'href="#id_x"' in html


def test_what_was_typed_stays_when_something_is_wrong():
    html = drawn(
        "{% fields form %}",
        form=demo(name='王"<', born_on="昨天", home="b", ways=["y"], hall="1", more="很长", sure="on"),
    )
    assert 'value="王&quot;&lt;"' in html
    assert 'value="昨天"' in html
    assert re.search(r'value="b" checked', html)
    assert re.search(r'value="y" checked', html)
    assert re.search(r'value="1" selected', html)
    assert "很长" in html
    assert re.search(r'name="sure"[^>]* checked', html)


def test_choices_are_one_group_with_a_legend_and_their_own_hints():
    html = drawn("{% field form.home %}", form=DemoForm())
    assert "<fieldset" in html
    assert "<legend" in html
    assert 'role="radiogroup"' in html
    assert "<small>乙的说明</small>" in html
    ids = re.findall(r'<input[^>]* id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 2


def test_a_page_that_asks_one_thing_has_its_question_as_heading():
    for name in ("name", "home"):
        html = drawn("{% field f heading=True %}", f=DemoForm()[name])
        assert html.count("<h1") == 1


def test_a_filled_answer_says_where_it_came_from():
    assert "人口库" in words(drawn('{% field form.name source="人口库" %}', form=DemoForm()))


def test_hidden_values_are_part_of_the_form():
    assert 'type="hidden" name="token"' in drawn("{% fields form %}", form=DemoForm())


def test_an_answer_that_saves_itself_posts_the_whole_form():
    html = drawn(
        '{% field form.name autosave="/draft/" %}{% field form.home autosave="/draft/" %}', form=DemoForm()
    )
    assert html.count('hx-post="/draft/"') == 3
    assert 'hx-target="#saved"' in html


@pytest.mark.parametrize(
    ("light", "days", "said", "shape"),
    [
        (Light.NORMAL, 5, "正常 剩 5 个工作日", "circle"),
        (Light.WARNING, 1, "临期 剩 1 个工作日", "M7 1l6.5 12h-13z"),
        (Light.WARNING, 0, "临期 今天到期", "M7 1l6.5 12h-13z"),
        (Light.OVERDUE, -2, "超期 2 个工作日", "M1 1h12v12H1z"),
        (Light.PAUSED, 3, "计时暂停", "M8 1h4v12H8z"),
    ],
)
def test_a_light_is_shape_and_word_and_colour(light, days, said, shape):
    html = drawn("{% light reading %}", reading=LightReading(light, days))
    assert words(html) == said
    assert shape in html
    assert f"light--{light.value}" in html


def test_facts_come_in_rows_with_a_change_link_that_says_what_it_changes():
    html = drawn(
        "{% summary_list rows %}",
        rows=[{"label": "父亲", "value": "王*", "source": "人口库", "change": "/x"}, ("住址", "a\nb")],
    )
    assert words(html) == "父亲 王* 人口库 更改 父亲 住址 a b"
    assert "a<br>b" in html


def test_facts_may_be_objects():
    assert "甲" in drawn("{% summary_list rows %}", rows=[SimpleNamespace(label="名", value="甲")])


def test_tasks_that_are_done_are_plain_and_those_that_wait_are_coloured():
    html = drawn(
        "{% task_list tasks %}",
        tasks=[{"label": "A", "status": "完成", "done": True, "url": "/a"}, {"label": "B", "status": "未做"}],
    )
    assert html.count('class="tag') == 1
    assert html.count("<li") == 2


def test_a_timeline_says_what_is_now_and_what_is_to_come():
    html = drawn(
        "{% timeline t %}{% stages t %}",
        t=[
            {"title": "提交", "at": AT, "state": "done"},
            {"title": "审查", "state": "now"},
            {"title": "决定", "state": "todo"},
        ],
    )
    assert html.count('aria-current="step"') == 2
    assert "2026-11-20 14:40" in html


@pytest.mark.parametrize("kind", ["info", "good", "warn", "bad"])
def test_a_notice_has_a_shape_besides_its_colour(kind):
    html = drawn("{% notice kind %}<p>x</p>{% endnotice %}", kind=kind)
    assert f"notice--{kind}" in html
    assert "<svg" in html


def test_the_receipt_carries_the_heading_and_the_number():
    html = drawn('{% panel "已收到" "310115199001010012" %}下一步{% endpanel %}')
    assert html.count("<h1") == 1
    assert "19900101" in html


def test_a_table_scrolls_by_itself_and_can_be_reached_by_keyboard():
    html = drawn('{% table "待办" %}<tbody></tbody>{% endtable %}')
    assert 'tabindex="0"' in html
    assert "<caption" in html


def test_other_parts_are_drawn():
    html = drawn(
        '{% details "依据" %}法{% enddetails %}{% pagination older="/2" newer="/1" %}{% search_box "/s" "饭店" %}'
        '{% button "提交" picture="send" %}{% button "看" href="/x" kind="quiet" %}{% choices c %}{% step 3 6 %}'
        '{% tag "新" %}{% back_link "/" %}{% saved at %}{% icon "x" "关" %}{% qr "https://a.invalid" %}',
        c=[{"title": "出生", "url": "/b", "icon": "baby"}],
        at=AT,
    )
    assert "第 3 项" in html
    assert "14:40" in html
    assert 'aria-label="关"' in html
    assert 'value="饭店"' in html


def test_no_part_carries_inline_style_or_script_or_another_host():
    html = drawn(
        "{% fields form %}{% qr text %}{% light l %}",
        form=demo(),
        text="https://a.invalid",
        l=LightReading(Light.NORMAL, 1),
    )
    assert " style=" not in html
    assert "<style" not in html
    assert "<script" not in html
    assert not re.search(r' on[a-z]+="', html)


def test_text_of_people_is_always_escaped():
    evil = "<script>alert(1)</script>"
    html = drawn(
        "{% tag e %}{% summary_list rows %}{% timeline t %}{% task_list k %}{% notice title=e %}{% endnotice %}{% number e %}{% button e %}{% qr e e %}{% choices t %}",
        e=evil,
        rows=[(evil, evil, evil)],
        t=[{"title": evil, "text": evil, "by": evil, "url": evil}],
        k=[{"label": evil, "status": evil, "hint": evil}],
    )
    assert "<script" not in html


# -- forms -------------------------------------------------------------------------------------------------


class Names(PlainForm):
    name = NameField(label="姓名")
    day = PlainDateField(
        label="日期", required=False, earliest=dt.date(2026, 1, 1), latest=dt.date(2026, 12, 31)
    )


def test_an_empty_answer_is_asked_for_by_its_name():
    form = demo()
    assert form.errors["name"] == ["请填写\uff1a姓名"]
    assert form.errors["home"] == ["请选择\uff1a住处"]
    assert form.errors["photo"] == ["请选择文件\uff1a照片"]


def test_a_whole_form_is_accepted():
    answers = {
        "name": "王",
        "born_on": "2026年11月1日",
        "home": "a",
        "ways": ["x"],
        "hall": "1",
        "more": "无",
        "sure": "on",
    }
    form = DemoForm(answers, {"photo": SimpleUploadedFile("a.png", b"x")})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born_on"] == dt.date(2026, 11, 1)


def test_a_name_is_kept_as_written_and_its_notes_are_told():
    form = Names({"name": "欧阳\u30fb阿卜杜热西提"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "欧阳·阿卜杜热西提"
    assert form.notes["name"]


def test_a_name_with_a_letter_that_only_looks_right_is_refused_in_a_sentence():
    form = Names({"name": "王\u200b明"})
    assert not form.is_valid()
    assert form.errors["name"][0]


@pytest.mark.parametrize("day", ["2025-12-31", "2027-01-01"])
def test_a_day_outside_its_limits_is_refused(day):
    assert "day" in Names({"name": "王明", "day": day}).errors


def test_a_day_given_before_is_shown_as_a_day():
    assert 'value="2026-11-01"' in drawn("{% field f.day %}", f=Names(initial={"day": dt.date(2026, 11, 1)}))


def test_a_refusal_is_put_beside_its_fields_and_the_rest_on_top():
    form = Names({"name": "王明"})
    assert form.is_valid()
    form.take(
        Refused("x.y", "All.", faults=(Fault("name", "Say {a}.", {"a": 1}), Fault("elsewhere", "More.")))
    )
    assert form.errors["name"] == ["Say 1."]
    assert form.non_field_errors() == ["More."]
    other = Names({"name": "王明"})
    assert other.is_valid()
    other.take(Refused("x.y", "Only {n}.", n=2))
    assert other.non_field_errors() == ["Only 2."]
