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
from tongban.reactions import joining, results, searching, telling

REACTIONS: dict[type, list[Callable[..., None]]] = {
    cases.ApplicationSubmitted: [
        telling.tell_received,
        results.note_licences_used,
    ],
    cases.CorrectionRequested: [telling.tell_correction],
    cases.CaseAccepted: [telling.tell_accepted],
    cases.AcceptanceRefused: [telling.tell_not_accepted],
    cases.CaseDecided: [results.issue_licence, results.deliver_decision, telling.tell_decided],
    cases.CaseDelivered: [telling.tell_delivered, joining.push_after_delivery],
    cases.CaseWithdrawn: [telling.tell_withdrawn],
    licences.LicenceIssued: [
        results.deliver_licence,
        telling.tell_licence_issued,
        joining.push_after_licence,
    ],
    licences.LicenceRevoked: [telling.tell_licence_revoked],
    catalogue.VersionPublished: [searching.refresh_search],
    catalogue.ItemWithdrawn: [searching.refresh_search],
    catalogue.CatalogueImported: [searching.refresh_search],
    bundles.PartNeedsApplicant: [telling.tell_part_left],
}

NO_REACTION: dict[type, str] = {
    cases.CorrectionAnswered: "The application is back on the worklist of the window, which is read from the case itself.",
    cases.OpinionGiven: "The next seats opened with the opinion, in the same transaction; the applicant sees the timeline.",
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
    Chore("forget old drafts", 3_600, casework.purge_drafts),
    Chore("forget old bundle applications", 3_600, wholes.purge_applications),
)
"""Timed work beside the deliveries: each takes the moment and opens its own transactions."""
