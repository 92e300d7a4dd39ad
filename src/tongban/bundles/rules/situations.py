"""From answers to items: which questions are asked, which members they lead to, and in which order.

Source: GB/T 39046-2020, 情形引导: questions, options, and what hangs on each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from tongban.bundles.rules.content import Content, Member, Option, Question, every_option

Answers = Mapping[str, Sequence[str]]
"""Key of a question -> the values chosen; one value unless the question takes many."""
T = TypeVar("T")


def asked(questions: Sequence[Question], answers: Answers) -> tuple[Question, ...]:
    """The questions that this situation asks, in order: what an answer opens stands right after it."""
    return tuple(_asked(questions, answers))


def _asked(questions: Sequence[Question], answers: Answers) -> Iterator[Question]:
    for question in questions:
        yield question
        for option in _picked(question, answers):
            yield from _asked(option.questions, answers)


def chosen(questions: Sequence[Question], answers: Answers) -> tuple[Option, ...]:
    """The options that stand, in the order of their questions."""
    return tuple(option for question in asked(questions, answers) for option in _picked(question, answers))


def _picked(question: Question, answers: Answers) -> tuple[Option, ...]:
    values = answers.get(question.key, ())
    found = tuple(option for option in question.options if option.value in values)
    return found if question.many else found[:1]


def open_questions(questions: Sequence[Question], answers: Answers) -> tuple[Question, ...]:
    """What is asked and not answered yet."""
    return tuple(one for one in asked(questions, answers) if not _picked(one, answers))


def standing(questions: Sequence[Question], answers: Answers) -> dict[str, tuple[str, ...]]:
    """The answers that count: to questions that are asked, with values that are offered."""
    return {
        one.key: tuple(option.value for option in picked)
        for one in asked(questions, answers)
        if (picked := _picked(one, answers))
    }


def needed(content: Content, answers: Answers) -> tuple[Member, ...]:
    """The members that become cases in this situation, predecessors first.

    A member that no option names is needed by everybody.
    """
    bound = {code for option in every_option(content.questions) for code in option.items}
    wanted = {code for option in chosen(content.questions, answers) for code in option.items}
    taken = [one for one in content.cases if one.item_code not in bound or one.item_code in wanted]
    return in_order(taken)


def in_order(members: Sequence[Member]) -> tuple[Member, ...]:
    """Each member after those whose result it needs; otherwise as listed. A ring keeps the order of the list."""
    codes = {one.item_code for one in members}
    left, placed, done = list(members), [], set[str]()
    while left:
        ready = [one for one in left if not (set(one.after) & codes) - done] or left[:1]
        placed.append(ready[0])
        done.add(ready[0].item_code)
        left.remove(ready[0])
    return tuple(placed)


def waits_for(member: Member, members: Sequence[Member]) -> tuple[Member, ...]:
    """The needed members whose result this one needs first."""
    return tuple(one for one in members if one.item_code in member.after)


def given_answers(content: Content, answers: Answers) -> dict[tuple[str, str], str]:
    """The items' questions that the situation has answered: (task code, field key) -> value."""
    found: dict[tuple[str, str], str] = {}
    for option in chosen(content.questions, answers):
        for name, value in option.fields.items():
            code, _space, key = name.partition(" ")
            found[code, key] = value
    return found


def left_out(content: Content, answers: Answers) -> frozenset[tuple[str, str]]:
    """The optional materials that belong to answers not given: (task code, material id)."""
    every = {name for option in every_option(content.questions) for name in option.materials}
    wanted = {name for option in chosen(content.questions, answers) for name in option.materials}
    return frozenset((code, key) for code, _space, key in (name.partition(" ") for name in every - wanted))
