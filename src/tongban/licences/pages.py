"""How licences and verdicts are put on a page: words, tags and rows, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.design import links
from tongban.foundation.actors import Actor
from tongban.licences import rules
from tongban.licences.queries import EventCard, LicenceCard, UseCard
from tongban.licences.services.faces import period, rows_of

__all__ = [
    "LIVE",
    "about",
    "again",
    "entry_of",
    "rows_of",
    "shown_verdict",
    "standing_tag",
    "timeline_of",
    "uses_of",
]

LIVE = frozenset({rules.Standing.VALID, rules.Standing.NOT_YET, rules.Standing.SUSPENDED})


def standing_tag(standing: rules.Standing) -> tuple[str, str]:
    """The word for a standing and the kind of its tag."""
    words = {
        rules.Standing.VALID: (_("In force"), "good"),
        rules.Standing.NOT_YET: (_("Not valid yet"), "warn"),
        rules.Standing.EXPIRED: (_("Expired"), "quiet"),
        rules.Standing.SUPERSEDED: (_("Replaced by a newer one"), "quiet"),
        rules.Standing.SUSPENDED: (_("Suspended"), "warn"),
        rules.Standing.REVOKED: (_("Revoked"), "bad"),
        rules.Standing.DEREGISTERED: (_("Deregistered"), "quiet"),
        rules.Standing.TRANSFERRED: (_("Transferred to another place"), "quiet"),
        rules.Standing.FORFEITED: (_("Forfeited"), "bad"),
        rules.Standing.OTHER: (_("No longer counts"), "quiet"),
    }
    return words[standing]


def entry_of(card: LicenceCard, today: date) -> dict[str, str]:
    """A licence as a card of the wallet."""
    word, _kind = standing_tag(card.standing(today))
    text = f"{word} · {period(card.valid_from, card.valid_to)} · {card.issuer_name}"
    url = reverse("licences:show", kwargs={"public_id": card.public_id})
    return {"title": card.type_name, "text": text, "url": url, "icon": "id-card"}


def again(card: LicenceCard, today: date) -> list[dict[str, str]]:
    """The ways to apply for a renewal or a change of a licence that counts; empty when no item here issued it."""
    apply = links.address("apply", code=card.item_code) if card.item_code else ""
    if not apply or card.standing(today) is not rules.Standing.VALID:
        return []
    change = {
        "title": _("Apply for a change"),
        "text": _("When what it says is no longer right"),
        "url": f"{apply}?change={card.public_id}",
        "icon": "pencil",
    }
    if card.valid_to is None:
        return [change]
    renew = {
        "title": _("Apply for a renewal"),
        "text": _("Thirty days before it ends at the latest"),
        "url": f"{apply}?renew={card.public_id}",
        "icon": "refresh-cw",
    }
    return [renew, change]


def about(card: LicenceCard) -> list[tuple[str, str]]:
    """What may always be seen of a licence beside its fields."""
    rows = [
        (_("Validity"), period(card.valid_from, card.valid_to)),
        (_("Issued by"), card.issuer_name),
        (_("Issued on"), card.issued_on.isoformat()),
        (_("Identifier"), card.identifier),
        (_("Version"), f"{card.version:03d}"),
    ]
    if card.stock:
        rows.append(
            (
                _("Origin"),
                _("Taken over from the authority's register (trust grade {grade})").format(grade=card.grade),
            )
        )
    return rows


def timeline_of(events: Iterable[EventCard]) -> list[dict[str, Any]]:
    """What happened to a licence, for the timeline part."""
    words = {
        rules.Change.ISSUE: _("Issued"),
        rules.Change.SUPERSEDE: _("Replaced by a newer licence"),
        rules.Change.SUSPEND: _("Suspended"),
        rules.Change.RESTORE: _("Restored"),
        rules.Change.REVOKE: _("Revoked"),
        rules.Change.FORFEIT: _("Forfeited"),
        rules.Change.DEREGISTER: _("Deregistered"),
        rules.Change.EXPIRE: _("Expired"),
        rules.Change.TRANSFER: _("Transferred to another place"),
    }
    bad = {rules.Change.REVOKE, rules.Change.FORFEIT, rules.Change.SUSPEND}
    return [
        {
            "title": words[event.change],
            "at": event.at,
            "by": event.by_department,
            "text": "\n".join(text for text in (_reason(event), event.basis and _(event.basis)) if text),
            "state": "bad" if event.change in bad else "done",
        }
        for event in events
    ]


def _reason(event: EventCard) -> str:
    if event.reason == "backfill":
        return _("Taken over from the authority's register")
    return event.reason


def uses_of(uses: Iterable[UseCard], reader: Actor) -> list[dict[str, Any]]:
    """Who used a licence and for what, as the holder reads it."""
    return [{"at": use.at, "who": _who(use, reader), "purpose": _(use.purpose)} for use in uses]


def _who(use: UseCard, reader: Actor) -> str:
    if use.by_id and use.by_id == reader.account_id:
        return _("You")
    if use.by_department or use.by_name:
        return " ".join(part for part in (use.by_department, use.by_name) if part)
    return _("Someone on the verify page")


def shown_verdict(verdict: rules.Verdict) -> dict[str, Any]:
    """A verdict with its words translated: shape, word, colour, what was checked."""
    marks = {True: ("✔", _("in order")), False: ("✖", _("not in order")), None: ("▲", _("please note"))}
    return {
        "kind": verdict.kind.value,
        "mark": verdict.kind.mark,
        "tone": {"success": "good", "danger": "bad", "warning": "warn", "neutral": "info"}[verdict.kind.tone],
        "sentence": verdict.text(_),
        "at": verdict.at,
        "rows": _face_rows(verdict.face) if verdict.face else [],
        "checks": [
            {
                "mark": marks[check.passed][0],
                "word": marks[check.passed][1],
                "name": _(check.name),
                "text": check.text(_),
            }
            for check in verdict.checks
        ],
        "changes": verdict.changes,
    }


def _face_rows(face: rules.PublicFace) -> list[tuple[str, str]]:
    rows = [(_("Type of licence"), face.type_name)]
    rows += list(face.fields) or [(_("Holder"), face.holder)]
    rows += [
        (_("Validity"), period(face.valid_from, face.valid_to)),
        (_("Issued by"), face.issuer_name),
        (_("Issued on"), face.issued_on.isoformat()),
        (_("Identifier"), face.identifier),
    ]
    if face.stock:
        rows.append((_("Origin"), _("Taken over from the authority's register")))
    return rows
