"""A plan in words: conditions, duties, what a group waits for. The door translates; names come with the call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from tongban.catalogue.rules import FieldCard
from tongban.flow.rules.conditions import All, AnyOf, AtLeast, In, Is, Not, When
from tongban.flow.rules.plan import EACH, Duty, Each, Seat
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say

DUTIES = {
    Duty.SURVEY: _("checks on the spot"),
    Duty.REVIEW: _("gives an opinion"),
    Duty.DECIDE: _("decides"),
}


@dataclass(frozen=True, slots=True)
class Register:
    """The names behind the codes of a plan.

    departments  code -> name
    fields       the questions of the item's form by key
    materials    id -> name
    permissions  code -> what it permits, in English
    """

    departments: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, FieldCard] = field(default_factory=dict)
    materials: Mapping[str, str] = field(default_factory=dict)
    permissions: Mapping[str, str] = field(default_factory=dict)

    def department(self, code: str) -> Sentence:
        """The department a seat belongs to."""
        if code == EACH:
            return say(_("the department of each entry"))
        return _named(self.departments.get(code, code)) if code else say(_("no department"))

    def asked(self, key: str) -> str:
        """The question of a field."""
        return self.fields[key].label if key in self.fields else key

    def answer(self, key: str, value: object) -> Sentence:
        """An answer to a question as it is read."""
        card = self.fields.get(key)
        if card and card.kind == "yes_no" and value in ("yes", "no"):
            return say(_("Yes")) if value == "yes" else say(_("No"))
        labels = {one.value: one.label for one in card.choices} if card else {}
        return _named(str(labels.get(str(value), value)))

    def permission(self, code: str) -> Sentence:
        """What an official must be permitted."""
        return say(self.permissions[code]) if code in self.permissions else _named(code)

    def seat(self, seat: Seat) -> Sentence:
        """A seat by its name and its department."""
        name = _named(seat.name) if seat.name.strip() else say(_("(no name)"))
        return say(_("“{name}” ({department})"), name=name, department=self.department(seat.department))


def told(sentence: Sentence, translate: Callable[[str], str] = str) -> str:
    """A sentence with all that it holds, in one language: sentences within it and rows of names too."""

    def show(value: object) -> object:
        if isinstance(value, Sentence):
            return told(value, translate)
        if isinstance(value, tuple):
            return translate(_(", ")).join(str(show(one)) for one in value)
        return value

    return sentence.text(translate, show)


def when_words(when: When, names: Register) -> Sentence:
    """A condition: ``household size is at least 5``."""
    match when:
        case Is(key, value):
            return say(_("{field} is {value}"), field=names.asked(key), value=names.answer(key, value))
        case In(key, values):
            return say(
                _("{field} is one of {values}"), field=names.asked(key), values=_answers(key, values, names)
            )
        case AtLeast(key, number):
            return say(_("{field} is at least {value}"), field=names.asked(key), value=number)
        case Not(Is(key, value)):
            return say(_("{field} is not {value}"), field=names.asked(key), value=names.answer(key, value))
        case Not(In(key, values)):
            return say(
                _("{field} is none of {values}"), field=names.asked(key), values=_answers(key, values, names)
            )
        case Not(AtLeast(key, number)):
            return say(_("{field} is less than {value}"), field=names.asked(key), value=number)
        case All(of):
            return _joined(of, _("{one}, and {other}"), say(_("in every case")), names)
        case AnyOf(of):
            return _joined(of, _("{one}, or {other}"), say(_("in no case")), names)
        case Not(of_one):
            return say(_("not so: {one}"), one=when_words(of_one, names))


def need_words(need: str | int) -> Sentence:
    """What a group waits for."""
    if need == "all":
        return say(_("all answers"))
    if need == "any":
        return say(_("any one answer"))
    return say(_("at least {count} answers"), count=need)


def list_words(each: Each, names: Register) -> Sentence:
    """What is done once for each entry of a list."""
    return say(_("for each entry of “{list}”"), list=names.asked(each.list))


def workdays_words(workdays: int) -> Sentence:
    """How long a seat has."""
    return say(_("{count} workdays"), count=workdays) if workdays else say(_("the same day"))


def _named(name: str) -> Sentence:
    """A name is not translated, whatever it looks like."""
    return Sentence("{name}", {"name": name})


def _answers(key: str, values: tuple[str | int | bool, ...], names: Register) -> tuple[Sentence, ...]:
    return tuple(names.answer(key, value) for value in values)


def _joined(of: tuple[When, ...], both: str, none: Sentence, names: Register) -> Sentence:
    words = [when_words(one, names) for one in of]
    if not words:
        return none
    return reduce(lambda one, other: Sentence(both, {"one": one, "other": other}), words)
