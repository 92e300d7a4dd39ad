"""An application at work: the bundle as it stands today, the situation, the one form and the one set of materials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from tongban.bundles import queries, rules
from tongban.bundles.queries import ApplicationCard, BundleCard
from tongban.calendar import queries as calendar
from tongban.cases import rules as case_rules
from tongban.cases import services as cases
from tongban.catalogue import rules as items
from tongban.catalogue.rules import FieldCard, MaterialCard
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Fault, _
from tongban.foundation.workdays import due


@dataclass(frozen=True)
class Work:
    """A bundle with the answers of one applicant, given so far or to be tried out."""

    bundle: BundleCard
    applicant: Actor
    at: datetime
    situation: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, str]
    files: Mapping[str, tuple[case_rules.FileRef, ...]]

    @cached_property
    def needed(self) -> tuple[rules.Member, ...]:
        """The items of this situation, predecessors first."""
        found = rules.needed(self.bundle.content, self.situation)
        return tuple(one for one in found if one.item_code in self.bundle.items)

    @cached_property
    def open_questions(self) -> tuple[rules.Question, ...]:
        return rules.open_questions(self.bundle.content.questions, self.situation)

    @cached_property
    def form(self) -> tuple[rules.Merged, ...]:
        return self.bundle.form

    @cached_property
    def parts(self) -> rules.Parts:
        """The items of this situation as the merging rules take them."""
        content = self.bundle.content
        return rules.Parts(
            cards={one.item_code: self.bundle.items[one.item_code] for one in self.needed},
            after={one.item_code: self._types_before(one) for one in self.needed},
            given=rules.given_answers(content, self.situation),
            out=rules.left_out(content, self.situation),
            joined=content.joined,
        )

    def _types_before(self, member: rules.Member) -> frozenset[str]:
        before = (self.bundle.items[one.item_code] for one in rules.waits_for(member, self.needed))
        return frozenset(one.result.type_code for one in before if one.result and one.result.type_code)

    @cached_property
    def known(self) -> dict[str, cases.Known]:
        """What registers and licences answer, by merged question: as an item of this situation asks them.

        What a predecessor's new licence will say is not known yet, whatever an older one says.
        """
        wanted = [
            FieldCard(f"{one.key} {place}", use.field.label, source=use.field.source)
            for one in self.form
            for place, use in enumerate(one.uses)
            if use.field.source and use.item in self.parts.cards and not rules.comes(use, self.parts)
        ]
        answers = cases.known_fields(fields=wanted, actor=self.applicant, at=self.at)
        found: dict[str, cases.Known] = {}
        for name, answer in answers.items():
            found.setdefault(name.partition(" ")[0], answer)
        return found

    @cached_property
    def filled(self) -> dict[str, str]:
        """The answers with what is known where nothing was typed."""
        known = {key: one.value for key, one in self.known.items()}
        return known | {key: value for key, value in self.answers.items() if value}

    @cached_property
    def questions(self) -> tuple[tuple[rules.Merged, FieldCard], ...]:
        """The questions of this situation."""
        return rules.asked_form(self.form, self.parts, self.filled)

    @cached_property
    def materials(self) -> tuple[rules.MergedMaterial, ...]:
        """The materials of this situation, those included that need not be handed in."""
        return rules.merged_materials(self.form, self.parts, self.filled)

    @cached_property
    def held(self) -> dict[str, case_rules.HeldMaterial]:
        """The licences that answer materials, by merged material; a predecessor's new one is not held yet."""
        cards = [one.card for one in self.materials if not one.comes]
        given = [key for key, files in self.files.items() if files]
        return cases.known_materials(needed=cards, actor=self.applicant, at=self.at, given=given)

    @property
    def to_bring(self) -> tuple[MaterialCard, ...]:
        """The materials that nothing answers but a file."""
        return tuple(one.card for one in self.materials if one.key not in self.held and not one.comes)

    @property
    def missing(self) -> tuple[MaterialCard, ...]:
        """The required materials that nothing answers yet."""
        return case_rules.missing_materials(self.to_bring, {}, self.files)

    def is_known(self, key: str) -> bool:
        """Whether the answer is the one that the register gave."""
        found = self.known.get(key)
        return found is not None and self.filled.get(key) == found.value

    def answers_for(self, item_code: str) -> dict[str, str]:
        """One item's own answers."""
        return rules.answers_of(item_code, self.form, self.filled, self.parts.given)

    def files_for(self, item_code: str) -> dict[str, tuple[case_rules.FileRef, ...]]:
        """The files for one item's own materials."""
        return rules.files_of(item_code, self.materials, self.files)

    def faults(self) -> tuple[Fault, ...]:
        """All that is missing or wrong now: situation, answers and materials, each once, by merged key."""
        found = [
            Fault(one.key, _("Please answer: {label}"), {"label": one.text}) for one in self.open_questions
        ]
        cards = [card for _one, card in self.questions]
        found += items.answers_faults(cards, self.filled, day_of(self.at))
        found += [Fault(one.id, _("Please supply: {label}."), {"label": one.name}) for one in self.missing]
        return tuple(found)

    def saved_questions(self) -> tuple[int, int]:
        """How many questions are asked here, and how many the items would ask one by one."""
        return len(self.questions), rules.times_asked(self.form, self.parts, self.filled)

    def days(self) -> dict[str, tuple[date, bool] | None]:
        """By when each item is decided if all is sent and accepted today, and whether the day may still move.

        An item that waits for another counts from the other's day. None where an item gives no limit.
        """
        found: dict[str, tuple[date, bool] | None] = {}
        for member in self.needed:
            before = [found[one.item_code] for one in rules.waits_for(member, self.needed)]
            found[member.item_code] = self.answer_day(member.item_code, before)
        return found

    def answer_day(
        self, item_code: str, before: Sequence[tuple[date, bool] | None]
    ) -> tuple[date, bool] | None:
        """By when one item is decided if it begins when its predecessors are; today when it has none."""
        card = self.bundle.items[item_code]
        period = card.promised or card.statutory
        begun = [one for one in before if one is not None]
        if period is None or len(begun) < len(before):
            return None
        start = max((one[0] for one in begun), default=day_of(self.at))
        answer = due(start, period, calendar.calendar_for(card.region_code), provisional=True)
        return answer.on, answer.provisional or any(one[1] for one in begun)


def work_of(card: ApplicationCard, actor: Actor, at: datetime) -> Work:
    """The application at work, under the version it was begun with."""
    bundle = queries.version(version_id=card.version_id, on=day_of(at))
    return Work(bundle, actor, at, card.situation, card.answers, card.materials)


class Whole(Work):
    """A bundle with all its items, whoever needs them: for its guide."""

    @cached_property
    def needed(self) -> tuple[rules.Member, ...]:
        """Every item that is known here, predecessors first."""
        return rules.in_order(self.bundle.members)


def whole(bundle: BundleCard, actor: Actor, at: datetime) -> Whole:
    """The bundle with all its items, nothing answered but what registers know."""
    return Whole(bundle, actor, at, {}, {}, {})


def trying(bundle: BundleCard, actor: Actor, at: datetime, situation: rules.Answers) -> Work:
    """The bundle as it would be in a situation, nothing kept."""
    stands = rules.standing(bundle.content.questions, situation)
    return Work(bundle, actor, at, stands, {}, {})
