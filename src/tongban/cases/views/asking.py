"""The way through a draft: which pages it has now, what stands on each, what is known and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.cases import forms, queries, rules, services
from tongban.cases.views.showing import Row, answer_text
from tongban.catalogue import queries as catalogue
from tongban.catalogue import rules as items
from tongban.catalogue.rules import FieldCard, ItemCard, MaterialCard
from tongban.design.wording import date_full, said
from tongban.flow import rules as flow
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Fault

WAY, MATERIALS, CHECK = "way", "materials", "check"
FEW_LABELS = 2


@dataclass(frozen=True, slots=True)
class Writing:
    """A draft being written: the draft, its item, whom it is for, and what the registers know of them."""

    draft: queries.DraftCard
    item: ItemCard
    applicant: Actor
    known: Mapping[str, services.Known]
    at: datetime

    @property
    def questions(self) -> tuple[FieldCard, ...]:
        """The questions that this situation asks."""
        return tuple(one for one in self.item.fields if items.asked(one.when, self.draft.answers))

    @property
    def said(self) -> tuple[flow.Said, ...]:
        """What the tables of the item say so far."""
        return flow.said_so_far(self.item, self.draft.answers)

    @property
    def needed(self) -> tuple[MaterialCard, ...]:
        """The materials that this situation needs, before anything is spared."""
        return flow.needed_so_far(self.item, self.draft.answers)

    @property
    def steps(self) -> list[str]:
        """The names of the pages, in order: the way where there is a choice, the form's pages, the materials, the check."""
        pages = sorted({one.page for one in self.questions})
        way = [WAY] if self.item.procedure.commitment is not None else []
        return [*way, *(str(page) for page in pages), *([MATERIALS] if self.needed else []), CHECK]

    @property
    def choice(self) -> services.Choice:
        """The way that was chosen, read against the item."""
        return services.Choice.of(self.draft.choice, self.item, self.draft.answers)

    def barred(self) -> str:
        """The number of a case whose promise this applicant broke; empty when promises are taken."""
        return services.broken_promise_of(applicant=self.applicant.applicant)

    def missing(self) -> list[MaterialCard]:
        """The materials that must still be given: nothing answers them, and neither promise nor choice lets them wait."""
        owed = self.choice.later | self.choice.promised
        found = rules.missing_materials(self.needed, self.held(), self.draft.materials)
        return [one for one in found if one.id not in owed]

    def held(self) -> dict[str, rules.HeldMaterial]:
        """What answers materials without a file, by material: licences, and copies that a window has compared."""
        given = [key for key, files in self.draft.materials.items() if files]
        return services.known_materials(
            needed=self.needed, actor=self.applicant, at=self.at, given=given, item=self.item
        )

    def on_page(self, page: str) -> list[FieldCard]:
        return [one for one in self.questions if str(one.page) == page]

    def is_known(self, question: FieldCard) -> bool:
        """Whether the answer in the draft is the one that the register gave."""
        found = self.known.get(question.key)
        return found is not None and self.draft.answers.get(question.key) == found.value

    def is_missing(self, question: FieldCard) -> bool:
        return question.required and not self.draft.answers.get(question.key)

    def faults(self) -> list[Fault]:
        """All that is missing or wrong now, answers and materials."""
        found = services.answer_faults(self.item, self.draft.answers, self.at)
        for one in self.missing():
            found.append(Fault(one.id, _("Please supply: {label}."), {"label": one.name}))
        return found


def writing(*, draft: queries.DraftCard, actor: Actor, at: datetime) -> Writing:
    """The draft with its item and what is known; a clerk who helps sees what the applicant's registers say."""
    item = catalogue.version(version_id=draft.version_id)
    applicant = actor if not actor.is_staff else _for_whom(draft)
    known = services.known_fields(fields=item.fields, actor=applicant, at=at)
    return Writing(draft, item, applicant, known, at)


def _for_whom(draft: queries.DraftCard) -> Actor:
    if draft.applicant_kind == "body":
        return Actor(body_id=draft.applicant_id, role="agent")
    return Actor(person_id=draft.applicant_id, role="citizen")


def address_of(public_id: str, step: str) -> str:
    """The address of a page of a draft."""
    match step:
        case "way":
            return reverse("cases:draft_way", args=[public_id])
        case "materials":
            return reverse("cases:draft_materials", args=[public_id])
        case "check":
            return reverse("cases:draft_check", args=[public_id])
    return reverse("cases:draft_page", args=[public_id, int(step)])


def next_step(work: Writing, step: str) -> str:
    """The page after this one; the check when there is none."""
    later = work.steps
    place = later.index(step) if step in later else len(later) - 2
    return later[min(place + 1, len(later) - 1)]


def back_address(work: Writing, step: str) -> str:
    """The page before this one; the overview before the first."""
    steps = work.steps
    place = steps.index(step) if step in steps else 0
    return address_of(work.draft.public_id, steps[place - 1]) if place else overview(work)


def overview(work: Writing) -> str:
    return reverse("cases:draft", args=[work.draft.public_id])


def first_unfinished(work: Writing) -> str:
    """Where to go on: the first page with something missing, else the check."""
    for step in work.steps:
        if step == MATERIALS:
            if work.missing():
                return step
        elif step == WAY:
            if "promise" not in work.draft.choice:
                return step
        elif any(work.is_missing(one) for one in work.on_page(step)):
            return step
    return CHECK


def page_title(work: Writing, step: str) -> str:
    """What a page is about, in a phrase."""
    if step == WAY:
        return _("Which way to go")
    if step == MATERIALS:
        return _("Materials")
    if step == CHECK:
        return _("Check your answers")
    page = next((one for one in work.item.pages if str(one.number) == step), None)
    if page is not None:
        return page.title
    labels = [one.label for one in work.on_page(step)]
    if len(labels) <= FEW_LABELS:
        return "、".join(labels)
    return _("{first} and more").format(first="、".join(labels[:FEW_LABELS]))


def shown_questions(work: Writing, page: str, typed: QueryDict | None, change: str) -> list[FieldCard]:
    """The questions with an input: not those whose answer is known, unless they are being changed."""
    return [
        one
        for one in work.on_page(page)
        if not work.is_known(one) or one.key == change or (typed is not None and one.key in typed)
    ]


def question_rows(work: Writing, form: forms.AnswersForm, alone: bool) -> list[Row]:
    """Each question of a page with what its part needs."""
    return [
        {
            "bound": form[one.key],
            "source": source_text(work.known[one.key]) if work.is_known(one) else "",
            "heading": alone,
            "why": "\n".join(part for part in (one.purpose, one.basis) if part),
        }
        for one in work.questions
        if one.key in form.fields
    ]


def known_rows(work: Writing, page: str, shown: list[FieldCard]) -> list[Row]:
    """What need not be typed on a page, with its source and a way to say that it is wrong."""
    inputs = {one.key for one in shown}
    here = address_of(work.draft.public_id, page)
    return [
        {
            "label": one.label,
            "value": answer_text(one, work.draft.answers[one.key]),
            "source": source_text(work.known[one.key]),
            "change": f"{here}?change={one.key}",
            "change_label": _("Wrong? Change it"),
        }
        for one in work.on_page(page)
        if one.key not in inputs
    ]


def source_text(known: services.Known) -> str:
    """Where a value came from, as a tag."""
    return _("from {source}").format(source=_(known.source))


def check_rows(work: Writing, faults: list[Fault]) -> list[Row]:
    """The pages with their answers, each with a link that comes straight back."""
    wrong = {fault.field: fault.text(_) for fault in faults}
    sections = []
    for step in work.steps:
        if step in (WAY, MATERIALS, CHECK):
            continue
        rows = [_check_row(work, step, one, wrong.get(one.key, "")) for one in work.on_page(step)]
        sections.append({"title": page_title(work, step), "rows": rows})
    return sections


def _check_row(work: Writing, step: str, one: FieldCard, wrong: str) -> Row:
    value: Any = answer_text(one, work.draft.answers.get(one.key)) or _("Not filled in")
    return {
        "label": one.label,
        "value": f"{value}\n{wrong}" if wrong else value,
        "source": source_text(work.known[one.key]) if work.is_known(one) else "",
        "change": f"{address_of(work.draft.public_id, step)}?change={one.key}&return=check",
    }


def material_check_rows(work: Writing, held: Mapping[str, rules.HeldMaterial]) -> list[Row]:
    """The materials as they will be sent."""
    rows = []
    for one in work.needed:
        files = work.draft.materials.get(one.id, ())
        change = f"{address_of(work.draft.public_id, MATERIALS)}#{anchor(one.id)}"
        if one.id in held:
            rows.append({"label": one.name, "value": held_text(held[one.id])})
        elif one.id in work.choice.promised:
            rows.append({"label": one.name, "value": _("answered by the written promise")})
        elif files:
            rows.append({"label": one.name, "value": "\n".join(f.name for f in files), "change": change})
        elif one.id in work.choice.later:
            value = _("to follow, as promised in writing")
            rows.append({"label": one.name, "value": value, "change": change})
        else:
            value = _("Not handed in") if one.necessity != "optional" else _("Not handed in (optional)")
            rows.append({"label": one.name, "value": value, "change": change})
    return rows


def held_text(held: rules.HeldMaterial) -> str:
    """That a material need not be handed in, and from whom it comes."""
    return _("You need not hand it in: {what}, from {issuer}").format(
        what=held.told.text(_, said), issuer=held.issuer_name
    )


def anchor(material_id: str) -> str:
    return f"material-{material_id}"


def fault_links(work: Writing, faults: list[Fault]) -> list[Row]:
    """Every fault with the page on which it is mended."""
    links = []
    for fault in faults:
        question = work.item.field(fault.field)
        step = str(question.page) if question else MATERIALS
        tail = f"?change={fault.field}&return=check" if question else f"#{anchor(fault.field)}"
        links.append({"sentence": fault.text(_), "url": address_of(work.draft.public_id, step) + tail})
    return links


def way_rows(work: Writing) -> list[Row]:
    """The way that was chosen, and the licence that is renewed or changed, for the check."""
    rows: list[Row] = []
    change = f"{address_of(work.draft.public_id, WAY)}?return=check"
    if WAY in work.steps:
        value = _("On a written promise") if work.choice.promise else _("The ordinary way")
        rows.append({"label": _("Which way to go"), "value": value, "change": change})
    earlier = work.choice.earlier
    if earlier is not None:
        label = _("Renews") if earlier.purpose == "renew" else _("Changes")
        ends = "\n" + _("valid until {day}").format(day=date_full(earlier.ends_on)) if earlier.ends_on else ""
        rows.append({"label": label, "value": f"{earlier.name} {earlier.identifier}{ends}"})
    return rows
