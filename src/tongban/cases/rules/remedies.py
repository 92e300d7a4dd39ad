"""Where a refused applicant may turn, and until when: what every refusal must print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tongban.cases.rules import provisions
from tongban.cases.rules.facts import CaseFacts
from tongban.cases.rules.parts import Remedies
from tongban.foundation.provisions import in_force
from tongban.foundation.refusals import Fault, _
from tongban.foundation.sentences import Sentence, say


def remedy_lines(remedies: Remedies, on: date) -> tuple[Sentence, ...]:
    """The remedies as sentences, with the periods of the law of the day of the decision.

    Source: Administrative License Law, art. 38; Administrative Reconsideration Law, arts. 20, 22, 23;
    Administrative Litigation Law, arts. 45, 46
    """
    days = in_force(provisions.RECONSIDERATION_DAYS, on).value
    return (
        say(
            _("Within {days} days of knowing this decision you may apply for reconsideration to {body}."),
            days=days,
            body=remedies.review_body,
        ),
        say(_("You may apply for reconsideration online: {channel}."), channel=remedies.channel),
        _suit(remedies, on),
    )


def _suit(remedies: Remedies, on: date) -> Sentence:
    if remedies.review_first:
        return say(
            _(
                "Reconsideration must come first: only against its decision, within {days} days of receiving it, you may bring a suit before {court}."
            ),
            days=in_force(provisions.LITIGATION_AFTER_REVIEW_DAYS, on).value,
            court=remedies.court,
        )
    return say(
        _("Or, within {months} months of knowing this decision, you may bring a suit before {court}."),
        months=in_force(provisions.LITIGATION_MONTHS, on).value,
        court=remedies.court,
    )


def remedies_of(facts: CaseFacts, remedies: Remedies | None) -> Remedies | None:
    """The remedies as this case prints them: whether reconsideration comes first is the item's law, not a choice."""
    return replace(remedies, review_first=facts.of.item.way.review_first) if remedies else None


def remedy_faults(remedies: Remedies | None) -> list[Fault]:
    given = remedies or Remedies("", "", "")
    faults = []
    if not given.review_body.strip():
        faults.append(Fault("review_body", _("Please name the body for reconsideration.")))
    if not given.court.strip():
        faults.append(Fault("court", _("Please name the court for a suit.")))
    if not given.channel.strip():
        faults.append(Fault("channel", _("Please give the online channel for reconsideration.")))
    return faults
