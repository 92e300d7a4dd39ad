"""The way through an application: its situation, the pages of the one form, the materials, the check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.bundles import rules
from tongban.bundles.queries import ApplicationCard
from tongban.bundles.views.showing import Row, answer_text, source_text
from tongban.bundles.work import Work
from tongban.catalogue.rules import FieldCard
from tongban.design.wording import said
from tongban.foundation.refusals import Fault

KNOWN, MATERIALS, CHECK = "known", "materials", "check"
FEW_LABELS = 2


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the form: what it is about, and its questions."""

    step: str
    title: str
    hint: str
    questions: tuple[FieldCard, ...]


@dataclass(frozen=True)
class Way:
    """An application with the pages that it has now."""

    card: ApplicationCard
    work: Work

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """What is known stands together on the first page; then one thing a page, in the order of the items.

        Pages of different items with the same title are one.
        """
        known = [card for one, card in self.work.questions if one.key in self.work.known]
        found: dict[str, Page] = {}
        for one, card in self.work.questions:
            if one.key not in self.work.known:
                page = self._page_of(one, card)
                name = page.title or page.step
                home = found.get(name)
                found[name] = replace(home, questions=(*home.questions, card)) if home else page
        first = (Page(KNOWN, _("What we know already"), "", tuple(known)),) if known else ()
        return (*first, *(one if one.title else replace(one, title=_labels(one)) for one in found.values()))

    def _page_of(self, one: rules.Merged, card: FieldCard) -> Page:
        use = next(use for use in one.uses if use.item in self.work.parts.cards)
        item = self.work.parts.cards[use.item]
        position = [each.item_code for each in self.work.bundle.content.cases].index(use.item) + 1
        told = next((page for page in item.pages if page.number == use.field.page), None)
        step = f"{position}-{use.field.page}"
        return Page(step, told.title if told else "", told.hint if told else "", (card,))

    @property
    def is_situated(self) -> bool:
        """Whether it is known which items are needed."""
        return not self.work.open_questions

    @property
    def asked(self) -> tuple[rules.Question, ...]:
        """The questions of the situation."""
        return rules.asked(self.work.bundle.content.questions, self.work.situation)

    def page(self, step: str) -> Page | None:
        return next((one for one in self.pages if one.step == step), None)

    def is_missing(self, one: FieldCard) -> bool:
        return one.required and not self.work.filled.get(one.key)

    def is_filled(self, page: Page) -> bool:
        """Whether the page needs no more: known pages once looked at count with the first saving."""
        return not any(self.is_missing(one) for one in page.questions)

    # -- addresses

    @property
    def home(self) -> str:
        return reverse("bundles:application", args=[self.card.public_id])

    def address(self, step: str) -> str:
        """The address of a page of the form, of the materials or of the check."""
        if step in (MATERIALS, CHECK):
            return reverse(f"bundles:{step}", args=[self.card.public_id])
        return reverse("bundles:page", args=[self.card.public_id, step])

    def situation_address(self, key: str) -> str:
        return reverse("bundles:situation", args=[self.card.public_id, key])

    @property
    def steps(self) -> list[str]:
        """The pages after the situation, in order."""
        materials = [MATERIALS] if self.work.materials else []
        return [*(one.step for one in self.pages), *materials, CHECK]

    def after(self, step: str) -> str:
        """The address of the page that follows."""
        steps = self.steps
        place = steps.index(step) if step in steps else len(steps) - 2
        return self.address(steps[min(place + 1, len(steps) - 1)])

    def before(self, step: str) -> str:
        """The address of the page before; the task list before the first."""
        steps = self.steps
        place = steps.index(step) if step in steps else 0
        return self.address(steps[place - 1]) if place else self.home

    def unfinished(self) -> str:
        """Where to go on: the first question, page or material with something missing, else the check."""
        if self.work.open_questions:
            return self.situation_address(self.work.open_questions[0].key)
        for page in self.pages:
            if not self.is_filled(page):
                return self.address(page.step)
        return self.address(MATERIALS if self.work.missing else CHECK)

    def place_of(self, key: str) -> str:
        """The page on which a question, a material or a question of the situation is answered."""
        if any(one.key == key for one in self.asked):
            return self.situation_address(key) + "?return=check"
        for page in self.pages:
            if any(one.key == key for one in page.questions):
                return f"{self.address(page.step)}?change={key}&return=check"
        return f"{self.address(MATERIALS)}#material-{key}" if key else self.home

    # -- rows

    def fault_links(self, faults: tuple[Fault, ...]) -> list[Row]:
        """Every fault with the page on which it is mended."""
        return [{"sentence": self.sentence(one), "url": self.place_of(one.field)} for one in faults]

    def sentence(self, fault: Fault) -> str:
        """A fault as people read it; one of a whole part names the part."""
        text = fault.text(_)
        return text if fault.field or "label" not in fault.values else f"{fault.values['label']}：{text}"

    def known_row(self, one: FieldCard, step: str) -> Row:
        """A question that need not be typed, with its source and a way to say that it is wrong."""
        return {
            "label": one.label,
            "value": answer_text(one, self.work.filled.get(one.key, "")),
            "source": source_text(self.work.known[one.key]) if self.work.is_known(one.key) else "",
            "change": f"{self.address(step)}?change={one.key}",
            "change_label": _("Wrong? Change it"),
        }

    def situation_rows(self, change: bool = True) -> list[Row]:
        """The questions of the situation with their answers."""
        rows = []
        for one in self.asked:
            values = self.work.situation.get(one.key, ())
            said = "、".join(each.label for each in one.options if each.value in values)
            row = {"label": one.text, "value": said or _("Not answered yet")}
            if change:
                row["change"] = self.situation_address(one.key) + "?return=check"
            rows.append(row)
        return rows

    def check_sections(self, faults: tuple[Fault, ...]) -> list[Row]:
        """The pages with their answers, each with a link that comes straight back."""
        wrong = {one.field: one.text(_) for one in faults}
        return [
            {"title": page.title, "rows": [self._check_row(page, one, wrong) for one in page.questions]}
            for page in self.pages
        ]

    def _check_row(self, page: Page, one: FieldCard, wrong: dict[str, str]) -> Row:
        value = answer_text(one, self.work.filled.get(one.key, "")) or _("Not filled in")
        return {
            "label": one.label,
            "value": f"{value}\n{wrong[one.key]}" if one.key in wrong else value,
            "source": source_text(self.work.known[one.key]) if self.work.is_known(one.key) else "",
            "change": f"{self.address(page.step)}?change={one.key}&return=check",
        }

    def material_rows(self) -> list[Row]:
        """The materials as they will be sent, and for how many items each counts."""
        return [self._material_row(one) for one in self.work.materials]

    def _material_row(self, one: rules.MergedMaterial) -> Row:
        row: Row = {"label": one.card.name}
        if one.key in self.work.held:
            row["value"] = held_text(self.work, one.key)
        elif one.comes:
            row["value"] = _("You need not hand it in: it comes from an earlier part of this bundle")
        else:
            files = self.work.files.get(one.key, ())
            absent = _("Not handed in") if one.card.necessity == "required" else _("Not handed in (optional)")
            row["value"] = "\n".join(file.name for file in files) or absent
            row["change"] = f"{self.address(MATERIALS)}#material-{one.key}"
        return row


def _labels(page: Page) -> str:
    """What a page without a title is about."""
    labels = "、".join(one.label for one in page.questions[:FEW_LABELS])
    return labels if len(page.questions) <= FEW_LABELS else _("{first} and more").format(first=labels)


def held_text(work: Work, key: str) -> str:
    """That a material need not be handed in, and from whom it comes."""
    held = work.held[key]
    sentence = _("You need not hand it in: {what}, from {issuer}")
    return sentence.format(what=held.told.text(_, said), issuer=held.issuer_name)
