"""Papers while a case is under review: what moves its dates, what is heard and seen, what follows later."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.cases import rules
from tongban.cases.views.papers.sheet import Paper, Told, agency_of, day_of, deadline, made, provisional
from tongban.design.wording import date_full

ART_45 = gettext_noop("Administrative License Law, art. 45")
ART_55 = gettext_noop("Administrative License Law, art. 55")
ART_42 = gettext_noop("Administrative License Law, art. 42")


def special(told: Told, what: rules.SpecialStarted) -> Paper:
    """特别程序告知书: without it the special procedure stops no clock (art. 45)."""
    kind = _(rules.SPECIAL[what.kind])
    return made(
        told,
        "special",
        _("Notice of a special procedure"),
        paragraphs=(
            _("Your application “{item}” needs a special procedure: {kind}.").format(
                item=told.item_name, kind=kind
            ),
            _("Reasons: {reasons}").format(reasons=what.reason),
            _(
                "It begins on {first} and needs {days} workdays, until {last}. These days do not count in the period of the decision."
            ).format(first=date_full(what.started_on), days=what.days.number, last=date_full(what.until)),
            _("After {last} the period runs again, even if the procedure is not finished.").format(
                last=date_full(what.until)
            ),
            *_dates(what.promised_due, what.statutory_due),
        ),
        rows=_who(what),
        basis=(_(ART_45), *((_(ART_55),) if what.kind in rules.TECHNICAL else ())),
    )


def _who(what: rules.SpecialStarted) -> tuple[tuple[str, str], ...]:
    if what.organisation:
        return ((_("Carried out by"), what.organisation),)
    names = "、".join(one.name for one in what.officials)
    return ((_("Carried out by"), names),) if names else ()


def special_over(told: Told, what: rules.SpecialEnded) -> Paper:
    """特别程序结束告知书."""
    return made(
        told,
        "special-over",
        _("Notice of the end of a special procedure"),
        paragraphs=(
            _("The special procedure in your application “{item}” ended on {day}.").format(
                item=told.item_name, day=date_full(what.ended_on)
            ),
            _("Result: {result}").format(result=what.result),
            *_measured(what),
            _("The period of the decision runs again; only the days that were really needed do not count."),
            *_dates(what.promised_due, what.statutory_due),
        ),
        basis=(_(ART_45), *((_(ART_55),) if what.standard else ())),
    )


def _measured(what: rules.SpecialEnded) -> tuple[str, ...]:
    if what.conforms is None:
        return ()
    said = _("It conforms to {standard}.") if what.conforms else _("It does not conform to {standard}.")
    return (said.format(standard=what.standard),)


def visit_record(told: Told, what: rules.VisitHeld) -> Paper | None:
    """现场核查记录: who was there, what each department found, who signed; None when nobody came."""
    came = [one for one in what.findings if not one.absent]
    if not came or not what.officials:
        return None
    rows = [(one.department_name, one.text) for one in came]
    rows += [(one.department_name, _("did not come")) for one in what.findings if one.absent]
    rows.append((_("Verified by"), "、".join(one.name for one in what.officials)))
    rows.append((_("Signed by"), what.signed))
    return made(
        told,
        "visit-record",
        _("Record of the verification on the spot"),
        paragraphs=(
            _(
                "For your application “{item}” the officials named below verified on the spot on {day}."
            ).format(item=told.item_name, day=day_of(told.event.at)),
        ),
        rows=tuple(rows),
        basis=(_("Administrative License Law, art. 34(3)"),),
    )


def extension(told: Told, what: rules.Extended) -> Paper:
    """延期告知书: reason, days, and who approved it by which office."""
    joint = told.facts.of.item.way.joint
    by = told.event.by
    head = _("the head of the people's government") if joint else _("the head of this authority")
    return made(
        told,
        "extension",
        _("Notice of extension"),
        paragraphs=(
            _("Your application “{item}” cannot be decided within the period.").format(item=told.item_name),
            _("Reasons: {reasons}").format(reasons=what.reason),
            _("With the approval of {head} the period is extended by {days} workdays, once.").format(
                head=head, days=what.days.number
            ),
            *_dates(what.promised_due, what.statutory_due),
        ),
        rows_title=_("Approval"),
        rows=(
            (_("Approved by"), f"{head} {by.name}".strip()),
            (_("Office"), by.department_name or agency_of(told)),
            (_("Approved on"), day_of(told.event.at)),
        ),
        basis=tuple(dict.fromkeys((_(ART_42), _(what.source)))),
    )


def hearing_rights(told: Told, what: rules.HearingOffered) -> Paper:
    """听证权利告知书."""
    return made(
        told,
        "hearing-rights",
        _("Notice of the right to a hearing"),
        paragraphs=(
            _("Before your application “{item}” is decided you may ask for a hearing.").format(
                item=told.item_name
            ),
            _("Reasons: {reasons}").format(reasons=what.reason),
            _("Until {day} you may ask for it on the page of this case, or in writing.").format(
                day=deadline(what.ask_by)
            ),
            *provisional(what.ask_by),
            _(
                "A hearing is public and costs you nothing. Without an answer by then the case is decided without one."
            ),
        ),
        basis=(_("Administrative License Law, art. 47"),),
    )


def parties(told: Told, what: rules.PartiesTold) -> Paper:
    """利害关系人权利告知书: to those whose important interests are touched; what the applicant sent stays with the case."""
    return made(
        told,
        "parties",
        _("Notice of rights to interested parties"),
        addressee="、".join(one.name for one in what.parties),
        paragraphs=(
            _("{applicant} has applied for “{item}”. It touches your important interests directly.").format(
                applicant=told.facts.of.applicant.name, item=told.item_name
            ),
            _("Reasons: {reasons}").format(reasons=what.reason),
            _("Before the decision you may state and argue, in person or in writing; you will be heard."),
            _(
                "Until {day} you may ask for a hearing, in writing. It is public and costs you nothing."
            ).format(day=deadline(what.ask_by)),
            *provisional(what.ask_by),
        ),
        rows_title=_("To whom it was sent"),
        rows=tuple((one.name, one.interest) for one in what.parties),
        basis=(_("Administrative License Law, art. 36"), _("Administrative License Law, art. 47")),
    )


def statement(told: Told, what: rules.StatementHeard) -> Paper:
    """陈述申辩记录: what was stated and argued, by whom."""
    who = what.party or told.facts.of.applicant.name
    rows = [(_("Made by"), who), (_("On"), day_of(told.event.at))]
    if what.wants_hearing is not None:
        rows.append((_("Hearing"), _("asked for") if what.wants_hearing else _("not asked for")))
    return made(
        told,
        "statement",
        _("Record of a statement"),
        addressee=who,
        paragraphs=(
            _("On the application “{item}” was stated and argued:").format(item=told.item_name),
            what.text,
            _("It is weighed in the decision."),
        ),
        rows=tuple(rows),
        basis=(_("Administrative License Law, art. 36"),),
    )


def hearing_announced(told: Told, what: rules.HearingAnnounced) -> Paper:
    """听证公告."""
    return made(
        told,
        "hearing-announced",
        _("Announcement of a public hearing"),
        addressee=_("Everybody concerned"),
        paragraphs=(
            _("A hearing is held on the application “{item}” of {applicant}.").format(
                item=told.item_name, applicant=told.facts.of.applicant.name
            ),
            _("Reasons: {reasons}").format(reasons=what.reason),
            _("Everybody may attend; who wants to speak registers with the authority before that day."),
            _(
                "The record is signed by those who took part; the decision follows the record. A hearing costs you nothing."
            ),
        ),
        rows=(
            (_("Day"), date_full(what.on)),
            (_("Time"), what.time),
            (_("Place"), what.place),
            (_("Chair"), what.chair_name),
            (_("Where the announcement stands"), what.where),
        ),
        basis=(_("Administrative License Law, art. 46"), _("Administrative License Law, art. 48")),
    )


def hearing(told: Told, what: rules.HearingCalled) -> Paper:
    """听证通知书."""
    return made(
        told,
        "hearing",
        _("Notice of the hearing"),
        paragraphs=(
            _("The hearing on your application “{item}” is held as follows.").format(item=told.item_name),
            _(
                "You may bring one or two representatives, hand in evidence, question what the officials bring forward, and ask that the chair be replaced where there is a direct interest."
            ),
            _(
                "The record is signed by those who took part; the decision follows the record. A hearing costs you nothing."
            ),
        ),
        rows=(
            (_("Day"), date_full(what.on)),
            (_("Time"), what.time),
            (_("Place"), what.place),
            (_("Chair"), what.chair_name),
        ),
        basis=(_("Administrative License Law, art. 48"),),
    )


def hearing_record(told: Told, what: rules.HearingHeld) -> Paper:
    """听证笔录: what was said, and who signed it."""
    called = told.facts.hearing.called if told.facts.hearing else None
    rows = [(_("Day"), date_full(what.held_on)), (_("Signed by"), what.signed)]
    if called is not None:
        rows.insert(1, (_("Place"), called.place))
        rows.insert(2, (_("Chair"), called.chair_name))
    return made(
        told,
        "hearing-record",
        _("Record of the hearing"),
        paragraphs=(
            _("Record of the hearing on the application “{item}”:").format(item=told.item_name),
            what.record,
        ),
        rows=tuple(rows),
        basis=(_("Administrative License Law, art. 48"),),
    )


def visit(told: Told, what: rules.VisitCalled) -> Paper:
    """联合踏勘通知书: one visit for all departments."""
    return made(
        told,
        "visit",
        _("Notice of the joint visit"),
        paragraphs=(
            _("For your application “{item}” the departments below come together, once.").format(
                item=told.item_name
            ),
            _("Please see that somebody lets them in. Officials show their papers unasked."),
        ),
        rows=(
            (_("Day"), date_full(what.on)),
            (_("Time"), what.time),
            (_("Place"), what.place),
            (_("Departments"), "、".join(what.departments)),
        ),
        basis=(_("Administrative License Law, art. 26"), _("Administrative License Law, art. 34")),
    )


def supplied(told: Told, what: rules.GapSupplied) -> Paper:
    """补交材料收件凭证."""
    left = "、".join(what.left)
    due = told.facts.acceptance.gap_due if told.facts.acceptance else None
    after = (
        _("Still to follow by {day}: {names}.").format(day=deadline(due), names=left)
        if left and due
        else _("Everything that was to follow is there.")
    )
    return made(
        told,
        "supplied",
        _("Receipt of materials handed in later"),
        paragraphs=(
            _("Materials of your application “{item}” that were to follow were received on {day}.").format(
                item=told.item_name, day=day_of(told.event.at)
            ),
            after,
        ),
        basis=(_("Administrative License Law, arts. 29 and 32"),),
    )


def promise_withdrawn(told: Told, what: rules.PromiseWithdrawn) -> Paper:
    """撤回承诺确认书: the case goes the ordinary way, without any penalty."""
    paragraphs = [
        _("You took back the written promise for your application “{item}” on {day}.").format(
            item=told.item_name, day=day_of(told.event.at)
        ),
        _("The case goes on in the ordinary way, with the materials that you handed in. No penalty follows."),
    ]
    if what.promised_due is not None:
        paragraphs.append(_("It is now to be decided by {day}.").format(day=deadline(what.promised_due)))
    return made(
        told,
        "promise-withdrawn",
        _("Confirmation that the promise was taken back"),
        paragraphs=tuple(paragraphs),
        basis=(_("Regulation on Optimising the Business Environment, art. 40"),),
    )


def _dates(promised: rules.Deadline, statutory: rules.Deadline) -> tuple[str, ...]:
    sentence = _("We now promise to decide by {promised}. The law demands a decision by {statutory}.")
    return (
        sentence.format(promised=deadline(promised), statutory=deadline(statutory)),
        *provisional(promised, statutory),
    )
