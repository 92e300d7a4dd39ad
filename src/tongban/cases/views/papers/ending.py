"""Papers with which a case ends, and what may come after the end of it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.cases import rules
from tongban.cases.views.papers.sheet import (
    Paper,
    Told,
    day_of,
    deadline,
    licensing,
    made,
    remedies_of,
)
from tongban.catalogue import queries as catalogue
from tongban.design.wording import date_full

REGIONAL = gettext_noop("Regulation on Optimising the Business Environment, art. 40")


def decision(told: Told, what: rules.Decided) -> Paper:
    """决定书: yes, no, or renewed by silence; on a promise and on the record of a hearing it says so."""
    paragraphs = [_opening(told, what)]
    if told.facts.hearing is not None and told.facts.hearing.held is not None:
        paragraphs.append(
            _("This decision follows the record of the hearing of {day}.").format(
                day=date_full(told.facts.hearing.held.held_on)
            )
        )
    if what.reasons:
        paragraphs.append(_("Reasons: {reasons}").format(reasons=what.reasons))
    failed = rules.measured(told.facts)
    if not what.approved and failed is not None and not failed.conforms:
        paragraphs.append(
            _(
                "It rests on the result of the inspection or test, by this technical standard: {standard}."
            ).format(standard=failed.standard)
        )
    if what.warned:
        paragraphs.append(
            _("What was handed in is not true or something was concealed. You are warned herewith.")
        )
    if what.approved:
        paragraphs += _granted(told, what)
    if what.ban is not None:
        paragraphs.append(
            _("Before {day} you may not apply for this item again ({source}).").format(
                day=date_full(what.ban.until), source=_(what.ban.source)
            )
        )
    return made(
        told,
        "decision",
        _decision_title(told, what),
        dated=what.decided_on,
        paragraphs=tuple(paragraphs),
        basis=_decision_basis(told, what),
        remedies=remedies_of(what.remedies, what.decided_on),
    )


def _decision_title(told: Told, what: rules.Decided) -> str:
    if what.deemed:
        return _("Decision: renewed")
    if licensing(told):
        return _("Decision granting the licence") if what.approved else _("Decision refusing the licence")
    return _("Decision: approved") if what.approved else _("Decision: refused")


def _opening(told: Told, what: rules.Decided) -> str:
    if what.deemed:
        earlier = told.facts.of.earlier
        return _(
            "Your application “{item}” to renew {licence} was made in time and not decided before it ended. It counts as renewed."
        ).format(item=told.item_name, licence=_licence(earlier))
    if what.approved and told.facts.promise is not None:
        sentence = _("Your application “{item}” is approved on the strength of your written promise.")
    elif what.approved:
        sentence = _("Your application “{item}” is approved.")
    else:
        sentence = _("Your application “{item}” is refused.")
    return sentence.format(item=told.item_name)


def _licence(earlier: rules.Earlier | None) -> str:
    return f"{earlier.name} {earlier.identifier}" if earlier else ""


def _granted(told: Told, what: rules.Decided) -> list[str]:
    found = []
    if told.facts.of.item.result_name:
        found.append(
            _("You receive {result} by {day}.").format(
                result=told.facts.of.item.result_name, day=deadline(what.delivery_due)
            )
        )
    if what.check_due is not None:
        found.append(
            _(
                "What you promised is looked at by {day}. If it is not true or not kept, it is to be mended by a day; otherwise this decision is revoked."
            ).format(day=deadline(what.check_due))
        )
    return found


def _decision_basis(told: Told, what: rules.Decided) -> tuple[str, ...]:
    """What the decision rests on: its own provision, and the one that fits the kind of it."""
    found = [what.legal_basis] if what.legal_basis else []
    if not what.approved:
        found.append(_gap_rule(told) if not what.legal_basis else _("Administrative License Law, art. 38"))
    elif not what.deemed:
        found.append(_("Administrative License Law, art. 38"))
    if told.facts.hearing is not None and told.facts.hearing.held is not None:
        found.append(_("Administrative License Law, art. 48"))
    if what.warned:
        found.append(_("Administrative License Law, art. 78"))
    if rules.measured(told.facts) is not None:
        found.append(_("Administrative License Law, art. 55"))
    if what.approved and told.facts.promise is not None:
        found.append(_(REGIONAL))
    return tuple(found)


def _gap_rule(told: Told) -> str:
    rule = catalogue.version(version_id=told.view.card.version_id).procedure.gap_rule
    return rule or _("Regulation of the region on government services, on accepting with materials to follow")


def delivery(told: Told, what: rules.Delivered) -> Paper:
    """送达回证."""
    ways = {"window": _("At the window"), "post": _("By post"), "online": _("Online")}
    rows = [
        (_("What was delivered"), _delivered(told)),
        (_("How"), ways.get(what.method, what.method)),
        (_("To"), what.to or told.facts.of.applicant.name),
        (_("On"), date_full(what.delivered_on)),
    ]
    if what.note:
        rows.append((_("Receipt or parcel number"), what.note))
    sentence = (
        _("It stands on the page of the case and in the applicant's account from that moment.")
        if what.method == "online"
        else _("Signature of the recipient: ____________________")
    )
    return made(
        told,
        "delivery",
        _("Proof of delivery"),
        paragraphs=(_("In the case “{item}” was delivered:").format(item=told.item_name), sentence),
        rows=tuple(rows),
        basis=(_("Administrative License Law, art. 44"),),
    )


def _delivered(told: Told) -> str:
    decided = told.facts.decision
    title = _decision_title(told, decided) if decided else _("Written decision")
    result = told.facts.of.item.result_name if decided and decided.approved else ""
    return f"{title}、{result}" if result else title


def withdrawal(told: Told, what: rules.Withdrawn) -> Paper:
    """撤回申请确认书."""
    paragraphs = [
        _("You withdrew your application “{item}” on {day}. Nobody goes on working on it.").format(
            item=told.item_name, day=day_of(told.event.at)
        ),
        _("You can apply again at any time."),
    ]
    if what.reason:
        paragraphs.append(_("Reasons: {reasons}").format(reasons=what.reason))
    return made(
        told,
        "withdrawal",
        _("Confirmation of the withdrawal"),
        paragraphs=tuple(paragraphs),
        basis=(_("Administrative License Law, art. 29"),),
    )


def abandonment(told: Told, what: rules.Abandoned) -> Paper:
    """退件告知书."""
    return made(
        told,
        "sent-back",
        _("Notice that the application goes back"),
        paragraphs=(
            _("The corrections of your application “{item}” were to come by {day}. They did not.").format(
                item=told.item_name, day=date_full(what.answer_by)
            ),
            _("The application goes back with everything that was handed in. It was not decided."),
            _("You can apply again at any time."),
        ),
        basis=(_("Administrative License Law, art. 32(4)"),),
    )


def lapse(told: Told, what: rules.GapLapsed) -> Paper:
    """容缺逾期告知书: it counts as withdrawn."""
    due = told.facts.acceptance.gap_due if told.facts.acceptance else None
    return made(
        told,
        "lapsed",
        _("Notice that the application counts as withdrawn"),
        paragraphs=(
            _(
                "In your application “{item}” these materials were to follow by {day}, and did not come."
            ).format(item=told.item_name, day=deadline(due) if due else ""),
            _("As you were told with the acceptance, the application counts as withdrawn."),
            _("You can apply again at any time."),
        ),
        items_title=_("Not handed in"),
        items=what.names,
        basis=(_gap_rule(told),),
    )


def termination(told: Told, what: rules.Terminated) -> Paper:
    """终止办理告知书."""
    return made(
        told,
        "terminated",
        _("Notice of termination"),
        paragraphs=(
            _("The case “{item}” has been terminated: there is nothing to decide any more.").format(
                item=told.item_name
            ),
            _(rules.GROUNDS[what.ground]),
            _("Reasons: {reasons}").format(reasons=what.reason),
        ),
        basis=(_("Administrative License Law, art. 70"),),
    )


CHECKED = {
    "kept": gettext_noop("Notice of the result of the check"),
    "mend": gettext_noop("Order to mend within a period"),
    "broken": gettext_noop("Notice that the promise is broken"),
    "repaired": gettext_noop("Notice that the broken promise is mended"),
}


def promise_check(told: Told, what: rules.PromiseChecked) -> Paper:
    """核查结果告知书, 限期整改通知书, 未履行承诺告知书 or 信用修复告知书."""
    paragraphs = [
        _("What you promised for “{item}” was looked at on {day}.").format(
            item=told.item_name, day=day_of(told.event.at)
        ),
        _found(what),
    ]
    if what.note:
        paragraphs.append(_("What was found: {note}").format(note=what.note))
    return made(
        told,
        "promise-check",
        _(CHECKED[what.result]),
        paragraphs=tuple(paragraphs),
        basis=(_(REGIONAL),),
    )


def _found(what: rules.PromiseChecked) -> str:
    match what.result:
        case "kept":
            return _("The promise is kept. Nothing more is needed.")
        case "mend":
            return _("Please mend it by {day}. Otherwise the decision is revoked.").format(
                day=date_full(what.mend_by) if what.mend_by else ""
            )
        case "broken":
            return _(
                "The promise is broken. Until it is mended no new promise is taken; the ordinary way stays open."
            )
    return _("The broken promise is mended. From today promises are taken again.")


ENDED = {
    "revoked": (
        gettext_noop("Decision revoking the permission"),
        gettext_noop("Administrative License Law, art. 69"),
    ),
    "recalled": (
        gettext_noop("Decision recalling the permission"),
        gettext_noop("Administrative License Law, art. 8"),
    ),
    "deregistered": (
        gettext_noop("Decision deregistering the permission"),
        gettext_noop("Administrative License Law, art. 70"),
    ),
    "forfeited": (
        gettext_noop("Decision forfeiting the permission"),
        gettext_noop("Administrative Penalty Law, art. 9"),
    ),
}


def permission_ended(told: Told, what: rules.PermissionEnded) -> Paper:
    """撤销、撤回、注销或者吊销决定书."""
    title, article = ENDED[what.kind]
    paragraphs = [
        _("The permission granted in “{item}” ends on {day}.").format(
            item=told.item_name, day=date_full(what.ended_on)
        ),
        _(rules.ENDINGS[what.kind]),
        _("Reasons: {reasons}").format(reasons=what.reason),
        _("Licences that rest on it end with it."),
    ]
    if what.ban is not None:
        paragraphs.append(
            _("Before {day} you may not apply for this item again ({source}).").format(
                day=date_full(what.ban.until), source=_(what.ban.source)
            )
        )
    return made(
        told,
        "ended",
        _(title),
        dated=what.ended_on,
        paragraphs=tuple(paragraphs),
        basis=tuple(dict.fromkeys((what.legal_basis, _(article)))),
        remedies=remedies_of(what.remedies, what.ended_on),
    )
