"""The lines of the audit log as people read them: who, what, on what, in words and not in codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.audit import queries as audit
from tongban.cases import queries as cases
from tongban.foundation.masking import mask_name
from tongban.identity import queries as identity

ACTIONS = {
    "cases.submitted": gettext_noop("Submitted an application"),
    "cases.correction_requested": gettext_noop("Asked for a correction"),
    "cases.correction_answered": gettext_noop("Answered the correction notice"),
    "cases.accepted": gettext_noop("Accepted the application"),
    "cases.acceptance_refused": gettext_noop("Refused to accept the application"),
    "cases.opinion_given": gettext_noop("Gave an opinion"),
    "cases.decided": gettext_noop("Decided the case"),
    "cases.delivered": gettext_noop("Delivered the result"),
    "cases.withdrawn": gettext_noop("Withdrew the application"),
    "cases.correction_proposed": gettext_noop("Said what a department needs before the notice"),
    "cases.corrected_on_spot": gettext_noop("Mended an application at the window"),
    "cases.originals_compared": gettext_noop("Compared copies with their originals"),
    "cases.abandoned": gettext_noop("Sent an unanswered application back"),
    "cases.seat_moved": gettext_noop("Moved a seat of the plan"),
    "cases.special_started": gettext_noop("Began a special procedure"),
    "cases.special_ended": gettext_noop("Ended a special procedure"),
    "cases.extension_asked": gettext_noop("Asked for an extension"),
    "cases.extension_declined": gettext_noop("Did not extend the period"),
    "cases.extended": gettext_noop("Extended the period"),
    "cases.hearing_offered": gettext_noop("Offered a hearing"),
    "cases.hearing_asked": gettext_noop("Answered the offer of a hearing"),
    "cases.parties_told": gettext_noop("Told interested parties of their rights"),
    "cases.statement_heard": gettext_noop("Wrote down a statement"),
    "cases.hearing_announced": gettext_noop("Announced a public hearing"),
    "cases.hearing_called": gettext_noop("Called the hearing"),
    "cases.hearing_held": gettext_noop("Handed in the record of the hearing"),
    "cases.visit_called": gettext_noop("Called a joint visit"),
    "cases.visit_held": gettext_noop("Wrote down what a visit found"),
    "cases.plan_moved": gettext_noop("Brought a case to the plan of a newer version"),
    "cases.plan_restored": gettext_noop("Brought a case back to its former plan"),
    "cases.plan_run_proposed": gettext_noop("Proposed to bring running cases to a newer plan"),
    "cases.plan_run_dropped": gettext_noop("Gave up bringing running cases to a newer plan"),
    "cases.plan_run_started": gettext_noop("Confirmed bringing running cases to a newer plan"),
    "cases.plan_run_ended": gettext_noop("Ended a run over the running cases of an item"),
    "cases.plan_run_undone": gettext_noop("Had running cases brought back to their former plan"),
    "cases.all_recounted": gettext_noop("Counted the dates of open cases again"),
    "cases.recounted": gettext_noop("Counted a date again after a notice of holidays"),
    "cases.gap_supplied": gettext_noop("Handed in what was to follow"),
    "cases.gap_lapsed": gettext_noop("Noted that a material did not come"),
    "cases.promise_withdrawn": gettext_noop("Took a promise back"),
    "cases.promise_checked": gettext_noop("Checked a promise"),
    "cases.terminated": gettext_noop("Terminated the case"),
    "cases.permission_ended": gettext_noop("Ended a permission"),
    "cases.read": gettext_noop("Opened the case"),
    "cases.numbers_shown": gettext_noop("Had the full numbers of the case shown"),
    "cases.file_opened": gettext_noop("Opened a file of the case"),
    "cases.draft_taken_up": gettext_noop("Took up a draft at the window"),
    "bundles.submitted": gettext_noop("Handed in all parts of a bundle"),
    "bundles.part_submitted": gettext_noop("Handed in a part that had waited for a result"),
    "bundles.part_left": gettext_noop("Left a part to its applicant"),
    "bundles.drafted": gettext_noop("Began a new version of a bundle"),
    "bundles.edited": gettext_noop("Edited the draft of a bundle"),
    "bundles.published": gettext_noop("Published a version of a bundle"),
    "bundles.withdrawn": gettext_noop("Withdrew a bundle"),
    "catalogue.imported": gettext_noop("Imported service items"),
    "catalogue.imported_again": gettext_noop("Imported the same file again"),
    "catalogue.licence_types_registered": gettext_noop("Registered kinds of licences"),
    "catalogue.drafted": gettext_noop("Began a new version of an item"),
    "catalogue.plan_changed": gettext_noop("Changed the plan of a draft"),
    "catalogue.draft_discarded": gettext_noop("Discarded the draft of an item"),
    "catalogue.sent_to_review": gettext_noop("Sent a version of an item to review"),
    "catalogue.returned": gettext_noop("Returned a version of an item"),
    "catalogue.published": gettext_noop("Published a version of an item"),
    "catalogue.suspended": gettext_noop("Suspended an item"),
    "catalogue.resumed": gettext_noop("Resumed an item"),
    "catalogue.cancelled": gettext_noop("Cancelled an item"),
    "identity.signed_in": gettext_noop("Signed in"),
    "identity.account_opened": gettext_noop("Opened an account"),
    "identity.account_closed": gettext_noop("Closed an account"),
    "identity.sessions_ended": gettext_noop("Signed an account out everywhere"),
    "identity.password_changed": gettext_noop("Changed the password"),
    "identity.person_registered": gettext_noop("Entered a person in the register"),
    "identity.person_read": gettext_noop("Read a person's particulars"),
    "identity.contact_changed": gettext_noop("Changed how a person is reached"),
    "identity.level_raised": gettext_noop("Checked who a person is"),
    "identity.checked_by_hand": gettext_noop("Checked an identity by hand"),
    "identity.tie_entered": gettext_noop("Registered a family tie"),
    "identity.body_registered": gettext_noop("Registered a body"),
    "identity.body_status_changed": gettext_noop("Changed the state of a body"),
    "identity.mandate_granted": gettext_noop("Let a person act for a body"),
    "identity.mandate_revoked": gettext_noop("Took a mandate back"),
    "licences.issued": gettext_noop("Issued a licence"),
    "licences.stock_entered": gettext_noop("Took over licences already issued"),
    "licences.used": gettext_noop("Used a licence for a case"),
    "licences.read": gettext_noop("Read a licence"),
    "licences.shown": gettext_noop("Showed a licence to somebody"),
    "licences.verified": gettext_noop("Verified a licence"),
    "licences.document_given": gettext_noop("Handed out a licence as PDF"),
    "licences.suspended": gettext_noop("Suspended a licence"),
    "licences.restored": gettext_noop("Restored a licence"),
    "licences.revoked": gettext_noop("Revoked a licence"),
    "licences.forfeited": gettext_noop("Forfeited a licence"),
    "licences.deregistered": gettext_noop("Deregistered a licence"),
    "licences.lapsed": gettext_noop("Noted that a licence has expired"),
    "licences.gate_closed": gettext_noop("Held back a licence that differs from its record"),
    "org.region_registered": gettext_noop("Registered a region"),
    "org.department_registered": gettext_noop("Registered a department"),
    "org.post_set": gettext_noop("Set up a post"),
    "org.staff_registered": gettext_noop("Entered an official"),
    "org.establishment_set": gettext_noop("Set an establishment"),
    "org.placed": gettext_noop("Counted an official in an establishment"),
    "org.placement_ended": gettext_noop("Ended a place in an establishment"),
    "org.appointed": gettext_noop("Appointed an official to a post"),
    "org.appointment_ended": gettext_noop("Ended an appointment"),
    "org.leave_entered": gettext_noop("Entered a leave with its stand-in"),
    "org.leave_ended": gettext_noop("Ended a leave before its last day"),
    "org.thresholds_set": gettext_noop("Set from when lights show and who is reminded"),
    "org.thresholds_unset": gettext_noop("Took back a setting of lights and reminders"),
    "org.body_chosen": gettext_noop("Chose the body to act for"),
    "org.demo_role_chosen": gettext_noop("Stepped into a role of the demonstration"),
    "supervision.explained": gettext_noop("Explained a card of the department"),
    "outbox.retried": gettext_noop("Had a stuck delivery tried again"),
    "sample.loaded": gettext_noop("Loaded the sample town"),
}
ROLES = {
    "citizen": gettext_noop("applicant"),
    "agent": gettext_noop("agent of a body"),
    "staff": gettext_noop("official"),
    "system": gettext_noop("the system"),
    "visitor": gettext_noop("visitor"),
}
SUBJECTS = {
    "account": gettext_noop("account"),
    "body": gettext_noop("body"),
    "bundle": gettext_noop("bundle"),
    "bundle-application": gettext_noop("application for a bundle"),
    "case": gettext_noop("case"),
    "delivery": gettext_noop("delivery"),
    "department": gettext_noop("department"),
    "draft": gettext_noop("draft"),
    "import": gettext_noop("import"),
    "licence": gettext_noop("licence"),
    "licence-type": gettext_noop("kind of licence"),
    "person": gettext_noop("person"),
    "plan-run": gettext_noop("migration of running cases"),
    "post": gettext_noop("post"),
    "region": gettext_noop("region"),
    "town": gettext_noop("sample town"),
    "version": gettext_noop("version of an item"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the log in words. ``code`` and ``subject_id`` stay for auditors, who compare with the record.

    number  of the case concerned, and its page for those who may open it
    """

    at: datetime
    who: str
    role: str
    what: str
    code: str
    refused: bool
    subject: str
    subject_id: str
    number: str
    url: str
    purpose: str
    position: int | None


def action_words(action: str) -> str:
    """What was done, in words; an action that has none yet is shown as it stands in the record."""
    return _(ACTIONS[action]) if action in ACTIONS else action


def choices(actions: Iterable[str]) -> list[tuple[str, str]]:
    """Actions with their words, for a filter."""
    return [(one, action_words(one)) for one in actions]


def told(acts: Iterable[audit.ActCard], *, opens_cases: bool) -> list[Told]:
    """The lines in words; names and case numbers are read once for all of them."""
    lines = list(acts)
    people = {act.actor_person for act in lines if act.actor_person and not act.actor_name}
    people |= {act.subject_id for act in lines if act.subject_kind == "person"}
    names = identity.names_of(person_ids=people)
    numbers = cases.numbers(case_ids={act.case_id for act in lines if act.case_id})
    return [_told(act, names, numbers, opens_cases) for act in lines]


def _told(act: audit.ActCard, names: dict[str, str], numbers: dict[str, str], opens_cases: bool) -> Told:
    number = numbers.get(act.case_id, "")
    subject = _(SUBJECTS.get(act.subject_kind, act.subject_kind))
    if act.subject_kind == "person" and act.subject_id in names:
        subject = f"{subject} {mask_name(names[act.subject_id])}"
    system = act.actor_role == "system"
    return Told(
        at=act.at,
        who=_("the system") if system else act.actor_name or names.get(act.actor_person, "") or _("visitor"),
        role="" if system else _(ROLES.get(act.actor_role, act.actor_role)),
        what=action_words(act.action),
        code=act.action,
        refused=act.result != "ok",
        subject=subject,
        subject_id=act.subject_id,
        number=number,
        url=reverse("desk:by_number", args=[number]) if number and opens_cases else "",
        purpose=_(act.purpose) if act.purpose else "",
        position=act.position,
    )
