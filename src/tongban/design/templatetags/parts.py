"""The parts that pages are built from. ``/design/`` shows each of them in every state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tongban.design import links, qr, wording
from tongban.design.fields import field_context, kind_of
from tongban.foundation.sentences import Sentence

register = template.Library()

LONG_TITLE, LONG_TEXT = 14, 12
# How many units of a drawing make one letter, and up to which width it may shrink to a phone and still be read.
DIAGRAM_EM, DIAGRAM_FITS = 13, 480
NOTICES = {"info": "info", "good": "circle-check", "warn": "triangle-alert", "bad": "circle-alert"}
LIGHTS = {
    "NORMAL": ("normal", '<circle cx="7" cy="7" r="6"/>'),
    "WARNING": ("warning", '<path d="M7 1l6.5 12h-13z"/>'),
    "URGENT": ("overdue", '<path d="M7 0l7 7-7 7-7-7z"/>'),
    "OVERDUE": ("overdue", '<path d="M1 1h12v12H1z"/>'),
    "PAUSED": ("paused", '<path d="M2 1h4v12H2zM8 1h4v12H8z"/>'),
}


def _render(name: str, context: Mapping[str, Any]) -> SafeString:
    return render_to_string(f"design/parts/{name}.html", dict(context))


# -- words and pictures ------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon of the sprite. Without a label it is decoration and screen readers pass over it."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon" {} focusable="false"><use href="{}#{}"/></svg>',
        SafeString(spoken),
        static("design/vendor/icons.svg"),
        name,
    )


@register.simple_tag(name="qr")
def qr_picture(text: str, label: str = "") -> SafeString:
    """A QR code of the text, black on white in every theme."""
    return format_html(
        '<span class="qr" role="img" aria-label="{}">{}</span>',
        label or _("QR code"),
        SafeString(qr.svg(text)),
    )


@register.simple_tag
def tag(text: object, kind: str = "info") -> SafeString:
    """A short word on a tint. kind: info, good, warn, bad, quiet."""
    return format_html('<span class="tag tag--{}">{}</span>', kind, text)


@register.simple_tag
def light(reading: Any) -> SafeString:
    """A traffic light of a deadline: shape, word and colour. Takes a ``foundation.lights.LightReading``."""
    if reading is None:
        return SafeString("")
    kind, shape = LIGHTS[reading.light.name]
    word, rest = wording.light(reading.light.name, reading.workdays)
    return format_html(
        '<span class="light light--{}"><svg viewBox="0 0 14 14" aria-hidden="true" focusable="false">{}</svg>{}'
        "{}</span>",
        kind,
        SafeString(shape),
        word,
        format_html(" <span>{}</span>", rest) if rest else "",
    )


@register.simple_tag
def step(number: int, of: int, within: str = "") -> SafeString:
    """Where one is in a row of pages: 第 3 项,共 6 项."""
    where = _("Step %(number)d of %(of)d") % {"number": number, "of": of}
    return format_html('<span class="step">{}{}</span>', f"{within} · " if within else "", where)


# -- forms -------------------------------------------------------------------------------------------------


@register.simple_tag
def error_summary(*forms: BaseForm | None, faults: Sequence[Any] = ()) -> SafeString:
    """Everything to mend, at the top of the page, each line leading to its field."""
    lines: list[tuple[str, str]] = []
    for form in forms:
        if form is None or not form.is_bound:
            continue
        lines += [("", str(message)) for message in form.non_field_errors()]
        for bound in form:
            picks = kind_of(bound.field.widget) == "picks"
            target = f"{bound.auto_id}_0" if picks else bound.id_for_label
            lines += [(target, str(message)) for message in bound.errors]
    lines += [(fault.field, fault.text(_)) for fault in faults]
    return _render("error_summary", {"lines": lines}) if lines else SafeString("")


@register.simple_tag
def field(
    bound: BoundField,
    size: str = "",
    heading: bool = False,
    source: str = "",
    inline: bool = False,
    width: int = 0,
    autosave: str = "",
    quiet: bool = False,
) -> SafeString:
    """One question: label, hint, error and input, joined for screen readers.

    size      "l" or "m" for a bigger label
    heading   the label is the page's h1 (a page that asks one thing)
    source    where the value came from, shown as a tag: "人口库"
    inline    choices side by side
    width     5, 10 or 20: as wide as the answer
    autosave  address that keeps the draft whenever the answer changes
    quiet     the label is for screen readers: in a table whose heads say the same (a text box only)
    """
    context = field_context(bound, width=width, autosave=autosave)
    context |= {"size": size, "heading": heading, "source": source, "inline": inline, "quiet": quiet}
    return _render(f"field_{context['kind']}", context)


@register.simple_tag
def fields(form: BaseForm, source: str = "") -> SafeString:
    """Every visible question of a form in its order, and its hidden values."""
    shown = [field(bound, source=source) for bound in form.visible_fields()]
    return SafeString("\n".join([*shown, *(str(bound) for bound in form.hidden_fields())]))


@register.simple_tag
def button(
    text: str,
    kind: str = "",
    name: str = "",
    value: str = "",
    href: str = "",
    picture: str = "",
    disabled: bool = False,
) -> SafeString:
    """A button that sends its form once, or a link that looks like one. kind: "", quiet, danger, link."""
    context = {
        "text": text, "kind": kind, "name": name, "value": value, "href": href, "picture": picture, "disabled": disabled
    }  # fmt: skip
    return _render("button", context)


@register.simple_tag
def search_box(action: str, query: str = "", label: str = "", hint: str = "", name: str = "q") -> SafeString:
    return _render(
        "search_box", {"action": action, "query": query, "label": label, "hint": hint, "name": name}
    )


@register.simple_tag
def saved(at: dt.datetime | None = None) -> SafeString:
    """The line that says the draft is kept; an autosave answer replaces it."""
    return _render("saved", {"at": at})


# -- facts -------------------------------------------------------------------------------------------------


@register.simple_tag
def summary_list(rows: Iterable[Any]) -> SafeString:
    """Facts in rows. A row: dict with label, value and maybe source, change (address), change_label, light,
    url; or a tuple (label, value[, change])."""
    return _render("summary_list", {"rows": [_row(row) for row in rows]})


def _row(row: Any) -> Mapping[str, Any]:
    if isinstance(row, Mapping):
        return row
    if isinstance(row, Sequence):
        return dict(zip(("label", "value", "change"), row, strict=False))
    names = ("label", "value", "source", "change", "change_label", "url")
    return {name: getattr(row, name, "") for name in names}


@register.simple_tag
def task_list(tasks: Iterable[Mapping[str, Any]], name: str = "task") -> SafeString:
    """The parts of a long job. A task: label, url, status, and maybe hint, done, kind (of the status tag).

    name  tells apart the lists of one page
    """
    return _render("task_list", {"tasks": list(tasks), "name": name})


@register.simple_tag
def timeline(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    """What happened and what will. An entry: title, and maybe at (moment), by, text, state
    ("done", "now", "todo", "bad"), url."""
    return _render("timeline", {"entries": list(entries)})


@register.simple_tag
def stages(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    """The way of a case in one line. An entry: title, state ("done", "now", "todo") and maybe note or at."""
    return _render("stages", {"entries": list(entries)})


@register.simple_tag
def countdowns(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    """Clocks that run side by side. An entry: title, light (a reading), day, and maybe note, marks ({text, icon}).

    A mark says what moved the day by law; it has a picture and a word of its own, so that nobody takes it for lateness.
    """
    shown = [one | {"kind": LIGHTS[one["light"].light.name][0]} for one in map(dict, entries)]
    return _render("countdowns", {"entries": shown})


@register.simple_tag
def choices(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    """Cards to choose from. An entry: title, url, and maybe text, icon. Long ones stand below each other on phones."""
    shown = list(entries)
    long = any(
        len(str(one["title"])) > LONG_TITLE or len(str(one.get("text", ""))) > LONG_TEXT for one in shown
    )
    return _render("choices", {"entries": shown, "long": long})


@register.simple_tag
def diagram(drawing: Any, label: str, marks: Mapping[str, str] | None = None) -> SafeString:
    """A drawing of boxes and lines with their places, as large as the text around it. It repeats what stands elsewhere
    on the page in words, so screen readers hear its label only.

    drawing  width, height; boxes (x, y, width, height, kind, tone, number, lines), links (path, arrow), texts (x, y,
             text, kind)
    marks    number of a box -> "bad" or "changed"
    """
    marked = marks or {}
    boxes = [
        (box, marked.get(box.number, "") if box.kind in ("seat", "empty") else "") for box in drawing.boxes
    ]
    context = {
        "drawing": drawing,
        "boxes": boxes,
        "label": label,
        "wide": f"{drawing.width / DIAGRAM_EM:.2f}",
        "fits": drawing.width <= DIAGRAM_FITS,
    }
    return _render("diagram", context)


@register.simple_tag
def pagination(older: str = "", newer: str = "", note: str = "") -> SafeString:
    """The way through a long list by its keys: addresses of the next and the previous page, or ""."""
    return _render("pagination", {"older": older, "newer": newer, "note": note})


@register.simple_tag
def back_link(url: str, text: str = "") -> SafeString:
    arrow = icon("chevron-left")
    return format_html(
        '<nav aria-label="{}"><a class="govuk-back-link" href="{}">{}{}</a></nav>',
        _("Back"),
        url,
        arrow,
        text or _("Back"),
    )


@register.simple_tag
def number(text: object) -> SafeString:
    """A long number in groups for the eye; copying it gives no spaces."""
    return number_grouped(text)


@register.simple_tag
def address(noun: str, **kwargs: object) -> str:
    """The address of a noun's page, or "" when no room shows it (see ``design.links``)."""
    return links.address(noun, **kwargs)


# -- parts with something inside ---------------------------------------------------------------------------


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    """Something to know before going on. kind: info, good, warn, bad."""
    return _render("notice", {"content": content, "kind": kind, "title": title, "picture": NOTICES[kind]})


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> SafeString:  # noqa: A002 - reads like HTML
    return _render("details", {"content": content, "summary": summary, "open": open})


@register.simple_block_tag
def panel(content: str, title: str, number: str = "", label: str = "") -> SafeString:
    """The receipt: what was done, under which number. Carries the page's h1."""
    return _render("panel", {"content": content, "title": title, "number": number, "label": label})


@register.simple_block_tag
def table(content: str, caption: str = "", quiet_caption: bool = False) -> SafeString:
    """A table that scrolls by itself on narrow screens. Inside: thead and tbody."""
    return _render("table", {"content": content, "caption": caption, "quiet_caption": quiet_caption})


@register.simple_block_tag
def actions(content: str) -> SafeString:
    """The buttons at the end of a form."""
    return format_html('<div class="actions">{}</div>', content)


@register.simple_block_tag(takes_context=True)
def form(context: Context, content: str, action: str = "", files: bool = False, id: str = "") -> SafeString:  # noqa: A002
    """A form that posts, guarded against forgery and double clicks, that never lets the browser validate."""
    inside = {
        "content": content,
        "action": action,
        "files": files,
        "id": id,
        "csrf_token": context.get("csrf_token"),
    }
    return _render("form", inside)


# -- filters -----------------------------------------------------------------------------------------------


@register.filter
def said(sentence: Sentence | None) -> str:
    """A ``foundation.sentences.Sentence`` in the reader's language, its dates in the reader's way."""
    return sentence.text(_, _shown) if sentence else ""


def _shown(value: object) -> object:
    return (
        wording.date_long(value)
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        else value
    )


@register.filter
def date_long(day: dt.date | None) -> str:
    """11月27日（周五）"""
    return wording.date_long(day) if day else ""


@register.filter
def date_full(day: dt.date | None) -> str:
    """2026年11月27日（周五）"""
    return wording.date_full(day) if day else ""


@register.filter
def moment(at: dt.datetime | None) -> str:
    """2026-11-20 14:40, in the time of the site."""
    return wording.moment(at) if at else ""


@register.filter
def clock(at: dt.datetime | None) -> str:
    """14:40"""
    return wording.clock(at) if at else ""


@register.filter
def number_grouped(text: object) -> SafeString:
    """3101 1520 …: groups of four (an ID number as 6-8-4, a case number by its own hyphens)."""
    groups = wording.groups(str(text))
    return format_html(
        '<span class="number">{}</span>', format_html_join("", "<span>{}</span>", ((g,) for g in groups))
    )


@register.filter
def file_size(size: int | None) -> str:
    return wording.file_size(size or 0)


@register.filter
def masked_name(text: str) -> str:
    return wording.masked("name", text)


@register.filter
def masked_id(text: str) -> str:
    return wording.masked("id", text)


@register.filter
def masked_phone(text: str) -> str:
    return wording.masked("phone", text)


@register.filter
def masked_address(text: str) -> str:
    return wording.masked("address", text)


@register.filter
def at_key(key: str, table: Mapping[str, Any]) -> Any:
    """What a table has under a key, for lists whose lines stand beside one another; nothing when it has none."""
    return table.get(key, ())


@register.filter
def starts_with(text: str | None, start: str | None) -> bool:
    return bool(text and start and text.startswith(start))
