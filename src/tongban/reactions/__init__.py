"""When this happens, these things follow: one table.

Chinese term: 联动. Floor: wiring.
"""

from __future__ import annotations

from collections.abc import Callable

from tongban.audit import services as audit
from tongban.bundles import events as bundles
from tongban.bundles import services as wholes
from tongban.cases import events as cases
from tongban.cases import services as casework
from tongban.catalogue import events as catalogue
from tongban.licences import events as licences
from tongban.notifications import services as notifications
from tongban.outbox.services import Chore
from tongban.reactions import joining, results, searching, telling, watching
from tongban.supervision import events as supervision
from tongban.supervision import services as supervise

REACTIONS: dict[type, list[Callable[..., None]]] = {
    cases.ApplicationSubmitted: [
        telling.tell_received,
        results.note_licences_used,
    ],
    cases.CorrectionRequested: [telling.tell_correction],
    cases.CaseAccepted: [telling.tell_accepted, watching.note_silence],
    cases.AcceptanceRefused: [telling.tell_not_accepted],
    cases.CaseAbandoned: [telling.tell_abandoned],
    cases.SpecialStarted: [telling.tell_special],
    cases.SpecialEnded: [telling.tell_special_over],
    cases.CaseExtended: [telling.tell_extended],
    cases.HearingOffered: [telling.tell_hearing_offered],
    cases.HearingCalled: [telling.tell_hearing],
    cases.HearingAnnounced: [telling.tell_public_hearing],
    cases.VisitCalled: [telling.tell_visit],
    cases.GapLapsed: [telling.tell_lapsed],
    cases.PromiseChecked: [telling.tell_checked],
    cases.CaseTerminated: [telling.tell_terminated],
    cases.PermissionEnded: [results.end_licences, telling.tell_permission_ended],
    cases.CaseDecided: [results.issue_licence, results.deliver_decision, telling.tell_decided],
    cases.CaseDelivered: [telling.tell_delivered, joining.push_after_delivery],
    cases.CaseWithdrawn: [telling.tell_withdrawn],
    cases.CasesRecounted: [telling.tell_recounted],
    cases.PlanMoved: [telling.tell_plan_moved],
    cases.PlanRestored: [telling.tell_plan_moved],
    licences.LicenceIssued: [
        results.deliver_licence,
        telling.tell_licence_issued,
        joining.push_after_licence,
        joining.supply_what_waits,
    ],
    licences.LicenceRevoked: [telling.tell_licence_revoked],
    catalogue.VersionPublished: [searching.refresh_search],
    catalogue.ItemWithdrawn: [searching.refresh_search],
    catalogue.CatalogueImported: [searching.refresh_search],
    bundles.PartNeedsApplicant: [telling.tell_part_left],
    supervision.StepTaken: [watching.tell_step],
}

_INSIDE = "An affair of the office: the officials concerned read it on their worklist and in the timeline."
NO_REACTION: dict[type, str] = {
    cases.CorrectionProposed: "It waits for the lead, who puts everything into the one notice.",
    cases.CorrectedOnSpot: "The applicant was there.",
    cases.OriginalsCompared: "The applicant was there with the originals, and reads it in the timeline.",
    cases.SeatMoved: _INSIDE,
    cases.ExtensionAsked: _INSIDE,
    cases.ExtensionDeclined: _INSIDE,
    cases.PartiesTold: "The notices went out with the act; the applicant is told of the hearing by its own offer.",
    cases.StatementHeard: "It stands in the case before whoever decides; a hearing that is asked for waits there too.",
    cases.HearingAnswered: "The officials who examine the case read it there; it cannot be decided before.",
    cases.HearingHeld: "The decision follows the record; the applicant took part and signed it.",
    cases.VisitHeld: _INSIDE,
    cases.GapSupplied: "The case goes on; the applicant sees it in the timeline.",
    cases.PromiseWithdrawn: "The applicant did it; the seats of the ordinary plan opened with it.",
    cases.CorrectionAnswered: "The application is back on the worklist of the window, which is read from the case itself.",
    cases.OpinionGiven: "The next seats opened with the opinion, in the same transaction; the applicant sees the timeline.",
    supervision.CardExplained: "The supervisors read it beside the card, officials in the timeline of the case.",
    bundles.BundleSubmitted: "Each part has announced its own submission; the bundle's page is read from the parts.",
    bundles.PartSubmitted: "The part has announced its own submission, and the applicant is told of that.",
    bundles.BundlePublished: "Bundles are looked for in what is stored; there is no index to refresh.",
    bundles.BundleWithdrawn: "Bundles are looked for in what is stored; cases handed in go on as they are.",
}
"""Events after which nothing follows elsewhere, and why."""

CHORES: tuple[Chore, ...] = (
    Chore("seal the record", 5, audit.seal_due),
    Chore("carry letters", 5, notifications.carry_letters),
    Chore("lapse licences", 3_600, results.lapse_licences),
    Chore("accept by silence", 600, casework.deem_accepted_due),
    Chore("send back unanswered corrections", 3_600, casework.abandon_due),
    Chore("lapse what did not follow", 3_600, casework.lapse_gaps_due),
    Chore("renew by silence", 3_600, casework.deem_renewed_due),
    Chore("remind of what is due", 60, supervise.climb),
    Chore("count how long cases took", 21_600, casework.count_paces),
    Chore("count dates again", 60, casework.recount_due),
    Chore("bring cases to newer plans", 15, casework.migrate_due),
    Chore("forget old drafts", 3_600, casework.purge_drafts),
    Chore("forget old bundle applications", 3_600, wholes.purge_applications),
)
"""Timed work beside the deliveries: each takes the moment and opens its own transactions."""
