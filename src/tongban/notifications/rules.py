"""What people are told, in which words, and through which channel. Pure: no database, no clock, no Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tongban.foundation.refusals import _

ATTEMPTS_UNTIL_STUCK = 10
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
# How long one worker keeps a letter in hand before another may take it.
IN_HAND = timedelta(minutes=5)
LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of message. Placeholders ending in ``_on`` are days, those ending in ``_at`` are
    moments, those ending in ``_words`` are sentences of the house, put into the reader's language.

    subject  one line, says what happened
    lines    what it means, and what to do until when
    button   the word on the way to the page concerned
    """

    subject: str
    lines: tuple[str, ...]
    button: str = ""


_SEE_CASE = _("See the case")
_SEE_CARDS = _("See the cards")
_SEE_LICENCE = _("See the licence")

TEMPLATES: dict[str, Template] = {
    "case.received": Template(
        _("We have received your application: {item}"),
        (
            _("The number of your case is {number}."),
            _(
                "By {review_due_on} we tell you whether it is complete and accepted. You need not come in or call."
            ),
        ),
        _SEE_CASE,
    ),
    "case.correction": Template(
        _("Please complete your application: {item}"),
        (
            _("Case {number} still needs: {names}."),
            _("This is the one and only list. Please send everything by {answer_by_on}."),
        ),
        _("Complete the application"),
    ),
    "case.accepted": Template(
        _("Your application is accepted: {item}"),
        (_("Case {number} was accepted on {accepted_on}. You will have the result by {due_on}."),),
        _SEE_CASE,
    ),
    "case.deemed_accepted": Template(
        _("Your application counts as accepted: {item}"),
        (
            _(
                "Nobody asked you for corrections in time, so case {number} counts as accepted since {accepted_on}."
            ),
            _("You will have the result by {due_on}."),
        ),
        _SEE_CASE,
    ),
    "case.not_accepted": Template(
        _("Your application could not be accepted: {item}"),
        (_("The notice of case {number} says why, where to turn to, and how to object."),),
        _("Read the notice"),
    ),
    "case.extended": Template(
        _("Your application needs more time: {item}"),
        (
            _(
                "The time for case {number} was extended. You will have the result by {due_on}; the notice says why."
            ),
        ),
        _("Read the notice"),
    ),
    "case.special": Template(
        _("The clock of your application stands still: {item}"),
        (
            _("Case {number} needs a special procedure of {days} workdays, until {until_on} at the latest."),
            _("These days do not count; after them the time runs on. The notice says why."),
        ),
        _("Read the notice"),
    ),
    "case.special_over": Template(
        _("The clock of your application runs again: {item}"),
        (_("You will have the result of case {number} by {due_on}."),),
        _SEE_CASE,
    ),
    "case.hearing_offered": Template(
        _("You may be heard before the decision: {item}"),
        (_("Say by {ask_by_on} whether you want a hearing in case {number}. It costs you nothing."),),
        _("Say whether you want a hearing"),
    ),
    "case.hearing": Template(
        _("Your hearing has its day: {item}"),
        (_("The hearing in case {number} is on {held_on} at {time}, {place}."),),
        _SEE_CASE,
    ),
    "case.visit": Template(
        _("All departments come together: {item}"),
        (_("For case {number} they come once, on {visit_on} at {time}, {place}."),),
        _SEE_CASE,
    ),
    "case.abandoned": Template(
        _("Your application has gone back: {item}"),
        (_("Nothing came in answer to the correction notice of case {number}. You can apply again."),),
        _SEE_CASE,
    ),
    "case.lapsed": Template(
        _("Your application counts as withdrawn: {item}"),
        (_("In case {number} these did not follow in time: {names}. You can apply again."),),
        _SEE_CASE,
    ),
    "case.mend": Template(
        _("Something you promised is to be mended: {item}"),
        (_("The check of case {number} says what. Please mend it by {mend_by_on}."),),
        _SEE_CASE,
    ),
    "case.promise_broken": Template(
        _("Your promise was found broken: {item}"),
        (
            _(
                "The check of case {number} says why, and what follows. Until it is mended no new promise is taken."
            ),
        ),
        _SEE_CASE,
    ),
    "case.terminated": Template(
        _("Your case has ended without a decision: {item}"),
        (_("The notice of case {number} says why."),),
        _("Read the notice"),
    ),
    "case.permission_ended": Template(
        _("A permission of yours has ended: {item}"),
        (_("The notice of case {number} says why, and how and until when you can object."),),
        _("Read the notice"),
    ),
    "case.recounted": Template(
        _("The day has moved: {item}"),
        (
            _("The holidays of the year have been published, and case {number} was counted again."),
            _("We answer by {due_on}; before it was {was_on}."),
        ),
        _SEE_CASE,
    ),
    "case.recounted_earlier": Template(
        _("The day comes earlier: {item}"),
        (_("Case {number} is now answered by {due_on}; before it was {was_on}."), _("Notice: {notice}")),
        _SEE_CASE,
    ),
    "case.plan_moved": Template(
        _("The office works on it in a new order: {item}"),
        (
            _("Case {number} is now with {departments}. You need not do anything."),
            _("No date gets later: we answer by {due_on}, as before."),
        ),
        _SEE_CASE,
    ),
    "case.granted": Template(
        _("Your application is granted: {item}"),
        (_("Case {number} was decided on {decided_on}. You receive the result by {delivery_due_on}."),),
        _("See the result"),
    ),
    "case.denied": Template(
        _("Your application was not granted: {item}"),
        (
            _("Case {number} was decided on {decided_on}."),
            _("The decision gives the reasons, and how and until when you can object."),
        ),
        _("Read the decision"),
    ),
    "case.delivered": Template(
        _("Your result has been delivered: {item}"),
        (_("Case {number} is closed. Tell us how it went whenever you like."),),
        _SEE_CASE,
    ),
    "case.withdrawn": Template(
        _("You have withdrawn your application: {item}"),
        (_("Nobody goes on working on case {number}. You can apply again at any time."),),
        _SEE_CASE,
    ),
    "case.reminder": Template(
        _("Your time runs out on {answer_by_on}: {item}"),
        (_("Case {number} waits for your corrections until {answer_by_on}; after that it goes back."),),
        _("Complete the application"),
    ),
    "case.gap_reminder": Template(
        _("Please hand in what is still to come: {item}"),
        (_("Case {number} waits until {answer_by_on} for what may follow."),),
        _("Hand in what is still to come"),
    ),
    "desk.remind": Template(
        _("Please see to case {number} by {due_on}"),
        (_("{item}"), _("It waits for {department}: {what_words}.")),
        _SEE_CASE,
    ),
    "desk.head": Template(
        _("Case {number} of your department is late"),
        (_("{item}"), _("{what_words} was due on {due_on}. Please see that it is done.")),
        _SEE_CASE,
    ),
    "desk.yellow": Template(
        _("Yellow card for {department}: case {number}"),
        (_("{item}"), _("{what_words} was due on {due_on}. The head of the department explains why.")),
        _SEE_CARDS,
    ),
    "desk.red": Template(
        _("Red card for {department}: case {number}"),
        (_("{item}"), _("{what_words} was due on {due_on}. The head of the department explains why.")),
        _SEE_CARDS,
    ),
    "bundle.part_left": Template(
        _("Please complete one part: {item}"),
        (
            _("This part of “{bundle}” could not go in by itself. What you gave is kept, nothing is lost."),
            _("The page of the bundle says what is missing. The other parts go on."),
        ),
        _("Complete this part"),
    ),
    "licence.issued": Template(
        _("A new licence is in your wallet: {licence}"),
        (_("You can show it from your phone and download it as PDF. The copy on paper is worth the same."),),
        _SEE_LICENCE,
    ),
    "licence.revoked": Template(
        _("A licence of yours no longer counts: {licence}"),
        (_("The licence's page says since when and why."),),
        _SEE_LICENCE,
    ),
    "mandate.granted": Template(
        _("You may now act for {body}"),
        (_("Choose whom you act for before you begin an application."),),
    ),
    "mandate.revoked": Template(
        _("You may no longer act for {body}"),
        (_("Cases that you began for it stay with it."),),
    ),
    "account.password_changed": Template(
        _("Your password was changed"),
        (_("If that was not you, call 12345 at once."),),
    ),
    # Subject and text are data, already in the language of whoever wrote them.
    "house.notice": Template("{subject}", ("{text}",), _("Read more")),
}


class UnknownKind(ValueError):
    """A kind of message that no template knows, or values that do not fill it: a fault of the caller."""


def check(kind: str, values: Mapping[str, object]) -> None:
    """Raise UnknownKind unless the values fill every line of the kind's template."""
    template = TEMPLATES.get(kind)
    if template is None:
        raise UnknownKind(f"no message of the kind {kind!r}")
    try:
        for sentence in (template.subject, *template.lines):
            sentence.format(**values)
    except (KeyError, IndexError) as error:
        raise UnknownKind(f"a message of the kind {kind!r} needs the value {error}") from None


def stored(values: Mapping[str, object]) -> dict[str, str]:
    """The values as they are kept: texts, days and moments in ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, date) else str(value) for name, value in values.items()
    }


@dataclass(frozen=True, slots=True)
class Wording:
    """A message in the words of one language."""

    subject: str
    lines: tuple[str, ...]
    button: str


def word(
    kind: str,
    values: Mapping[str, str],
    translate: Callable[[str], str] = str,
    day: Callable[[date], str] = date.isoformat,
    moment: Callable[[datetime], str] = datetime.isoformat,
) -> Wording:
    """The message in the reader's language, with days and moments as that language writes them."""
    template = TEMPLATES[kind]
    shown = {name: _shown(name, value, translate, day, moment) for name, value in values.items()}
    return Wording(
        translate(template.subject).format(**shown),
        tuple(translate(line).format(**shown) for line in template.lines),
        translate(template.button) if template.button else "",
    )


def _shown(
    name: str,
    value: str,
    translate: Callable[[str], str],
    day: Callable[[date], str],
    moment: Callable[[datetime], str],
) -> str:
    if not value:
        return value
    if name.endswith("_words"):
        return translate(value)
    if name.endswith("_on"):
        return day(date.fromisoformat(value))
    if name.endswith("_at"):
        return moment(datetime.fromisoformat(value))
    return value


def next_attempt(at: datetime, attempts: int) -> datetime | None:
    """When to send a letter again after so many failures, or None when people have to look."""
    if attempts >= ATTEMPTS_UNTIL_STUCK:
        return None
    doubled: timedelta = FIRST_WAIT * 2 ** (attempts - 1)
    return at + min(doubled, LONGEST_WAIT)
