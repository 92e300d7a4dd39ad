"""How a case can end without a decision, a decision by silence, and how a permission ends before its time."""

from __future__ import annotations

from datetime import date, timedelta

from tongban.cases.rules import deadlines, provisions
from tongban.cases.rules.acts import Abandon, DeemRenewed, EndPermission, Route, Submit, Terminate
from tongban.cases.rules.facts import CaseFacts
from tongban.cases.rules.happenings import Abandoned, Decided, Happening, PermissionEnded, Terminated
from tongban.cases.rules.parts import Ban, Spoken
from tongban.cases.rules.remedies import remedies_of, remedy_faults
from tongban.foundation.clock import day_of
from tongban.foundation.provisions import Provision, in_force
from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.workdays import ONE_DAY, WorkCalendar

GROUNDS = {
    "died": _("The applicant has died"),
    "dissolved": _("The entity no longer exists"),
    "unnecessary": _("The permission is no longer needed"),
    "object_gone": _("What the application was about no longer exists"),
}
ENDINGS = {
    "revoked": _("Revoked: it should not have been granted"),
    "recalled": _("Recalled: the law or the facts have changed"),
    "deregistered": _("Deregistered: what it was granted for is over"),
    "forfeited": _("Forfeited as a penalty"),
}
BASES = {
    "revoked": _("Administrative License Law, art. 69"),
    "recalled": _("Administrative License Law, art. 8"),
    "deregistered": _("Administrative License Law, art. 70"),
    "forfeited": _("Administrative Penalty Law, art. 9"),
}


def found_false(facts: CaseFacts) -> bool:
    """Whether what was handed in turned out to be false: at the door, in the decision, or after it."""
    at_the_door = facts.refusal is not None and facts.refusal.ground == "false_materials"
    return facts.ban is not None or at_the_door or (facts.decision is not None and facts.decision.warned)


def abandon(
    facts: CaseFacts, act: Abandon, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    until = facts.correction.answer_by if facts.correction else None
    if until is None or day_of(act.at) <= until:
        raise Refused(
            "cases.correction_still_runs", _("There is still time to answer the correction notice.")
        )
    return (Abandoned(until),)


def terminate(
    facts: CaseFacts, act: Terminate, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    faults = []
    if act.ground not in GROUNDS:
        faults.append(Fault("ground", _("Please say on which ground.")))
    if not act.reason.strip():
        faults.append(Fault("reason", _("Please give the reason.")))
    if faults:
        raise Refused(
            "cases.termination_incomplete",
            _("A case is terminated on a ground, with its reason."),
            faults=tuple(faults),
        )
    return (Terminated(act.ground, act.reason.strip(), tuple(seat.instance for seat in facts.seats)),)


def last_day_to_renew(ends_on: date, on: date) -> date:
    """The last day on which a renewal is applied for in time; after it silence does not renew.

    Source: Administrative License Law, art. 50
    """
    return ends_on - timedelta(days=in_force(provisions.RENEWAL_LEAD_DAYS, on).value)


def renewed_in_time(facts: CaseFacts) -> bool:
    """Whether a renewal was applied for so long before the end as the law asks, so that silence renews."""
    earlier = facts.of.earlier
    if earlier is None or earlier.purpose != "renew" or earlier.ends_on is None:
        return False
    if facts.submitted_at is None:
        return False
    on = day_of(facts.submitted_at)
    return on <= last_day_to_renew(earlier.ends_on, on)


def deem_renewed(
    facts: CaseFacts, act: DeemRenewed, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    today = day_of(act.at)
    earlier = facts.of.earlier
    if not renewed_in_time(facts) or earlier is None or earlier.ends_on is None or today < earlier.ends_on:
        raise Refused(
            "cases.renewal_still_runs",
            _("This is no renewal that silence has granted."),
            basis=_("Administrative License Law, art. 50"),
        )
    decided = Decided(
        approved=True,
        reasons="",
        legal_basis="《中华人民共和国行政许可法》第五十条",
        remedies=None,
        decided_on=today,
        delivery_due=deadlines.delivery_deadline(today, calendar),
        spoken=Spoken("opinion", "", "agree", "", "", "", facts.of.item.department_name),
        closed=tuple(seat.instance for seat in facts.seats),
        deemed=True,
    )
    return (decided,)


def end_permission(
    facts: CaseFacts, act: EndPermission, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    if not facts.approved:
        raise Refused("cases.nothing_granted", _("Nothing was granted in this case that could end."))
    faults = []
    if act.kind not in ENDINGS:
        faults.append(Fault("kind", _("Please say how the permission ends.")))
    if not act.reason.strip():
        faults.append(Fault("reason", _("Please give the reason.")))
    if not act.legal_basis.strip():
        faults.append(Fault("legal_basis", _("Please name the provisions on which it ends.")))
    if act.kind != "deregistered":
        faults += remedy_faults(act.remedies)
    if act.fraud and act.kind != "revoked":
        faults.append(Fault("kind", _("What was obtained by deceit or bribery is revoked.")))
    if faults:
        raise Refused(
            "cases.ending_incomplete",
            _(
                "The end of a permission needs its kind, its reason, its legal basis, and where the holder may turn."
            ),
            basis=BASES.get(act.kind, BASES["revoked"]),
            faults=tuple(faults),
        )
    today = day_of(act.at)
    ban = banned(facts, today, provisions.FRAUD_BAN_YEARS) if act.fraud else None
    remedies = None if act.kind == "deregistered" else remedies_of(facts, act.remedies)
    return (PermissionEnded(act.kind, act.reason.strip(), act.legal_basis.strip(), remedies, today, ban),)


def banned(facts: CaseFacts, on: date, years: tuple[Provision[int], ...]) -> Ban | None:
    """Until when a deceitful applicant may not apply for this item again; None for items that the law does not name.

    The last day of a year is the one of the same number, or else the last of its month; the ban holds on it too.
    Source: Administrative License Law, arts. 78, 79; Civil Code, arts. 201, 202
    """
    if not facts.of.item.way.safety:
        return None
    line = in_force(years, on)
    try:
        last = on.replace(year=on.year + line.value)
    except ValueError:
        last = date(on.year + line.value, 2, 28)
    return Ban(last + ONE_DAY, line.source)


def check_ban(act: Submit) -> None:
    """Refuse an applicant whom an earlier deceit bars from this item."""
    if act.banned is not None and day_of(act.at) < act.banned.until:
        raise barred_until(act.banned)


def barred_until(ban: Ban) -> Refused:
    """The answer to an applicant whom an earlier deceit bars from this item, with the day and the text."""
    return Refused(
        "cases.banned",
        _(
            "Because of false materials or deceit in an earlier case ({case}) you cannot apply for this item before {day}."
        ),
        basis=ban.source,
        case=ban.case,
        day=ban.until,
    )
