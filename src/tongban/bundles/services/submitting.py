"""Handing in: every part that can become a case becomes one now, all in one transaction or none at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.bundles import events, queries, rules
from tongban.bundles.models import Application, Part, Version
from tongban.bundles.work import Work, work_of
from tongban.cases import queries as case_queries
from tongban.cases import services as cases
from tongban.foundation.actors import Actor
from tongban.foundation.canonical import canonical_json, canonical_text
from tongban.foundation.refusals import Fault, Refused, _
from tongban.outbox import services as outbox

CHANNEL = "bundle"


@dataclass(frozen=True, slots=True)
class Submitted:
    """What handing in answers: the container, the numbers of the cases, and the items that wait."""

    public_id: str
    cases: tuple[str, ...]
    waiting: tuple[str, ...]


def submit(*, application: str, actor: Actor, at: datetime, key: str) -> Submitted:
    """Hand in all parts at once: either every one that can go becomes a case of its own, or none does.

    A part that waits for another's result is checked too and goes in by itself when the result is there (PAR-3).
    However often and with whatever key it is handed in, it is handed in once.
    Refuses with everything that is missing or wrong in any part, and a bundle that changed meanwhile.
    """

    def act() -> outbox.Answer:
        done = _submit(application, actor, at)
        return outbox.Answer(200, canonical_text(asdict(done)))

    asked = canonical_json({"application": application})
    answer = outbox.answer_once(actor.account_id, "bundles.submit", key, asked, at, act)
    plain = json.loads(answer.body)
    return Submitted(plain["public_id"], tuple(plain["cases"]), tuple(plain["waiting"]))


def _submit(public_id: str, actor: Actor, at: datetime) -> Submitted:
    # The version is held before the application, as everywhere: it cannot be withdrawn or replaced between the check
    # and the cases, and who begins an application meets nobody who holds the two the other way round.
    written_for = Application.objects.filter(public_id=public_id).values("version_id")
    version = Version.objects.select_for_update().filter(pk__in=written_for).first()
    rows = Application.objects.select_for_update(of=("self",)).select_related("bundle")
    row = rows.filter(public_id=public_id).first()
    if row is None or not queries.is_own(row, actor):
        raise rules.not_found()
    if row.submitted_at is not None:
        return _as_before(row)
    if version is None or version.pk != row.version_id or version.state != "published":
        raise Refused(
            "bundles.changed",
            _("This bundle has changed since you began. Please open it again and look over your answers."),
        )
    work = work_of(queries.application_card(row), actor, at)
    faults = work.faults()
    if faults:
        raise _incomplete(faults)
    waiting = [one for one in work.needed if rules.waits_for(one, work.needed)]
    made = _hand_in(row, work, [one for one in work.needed if one not in waiting])
    _write_parts(row, work, made)
    row.submitted_at, row.updated_at, row.level = at, at, actor.level
    row.save(update_fields=["submitted_at", "updated_at", "level"])
    done = Submitted(
        row.public_id, tuple(one.number for one in made.values()), tuple(one.item_code for one in waiting)
    )
    _record(row, actor, at, done)
    event = events.BundleSubmitted(
        str(row.pk),
        row.public_id,
        row.bundle.code,
        tuple(one.public_id for one in made.values()),
        done.waiting,
    )
    outbox.announce(event, str(row.pk), at)
    return done


def _incomplete(faults: tuple[Fault, ...]) -> Refused:
    names = dict.fromkeys(str(one.values.get("label", one.field)) for one in faults)
    return Refused(
        "bundles.application_incomplete",
        _("Please complete your application: {names}."),
        basis=_("Administrative License Law, art. 32(4)"),
        faults=faults,
        names="、".join(names),
    )


def _hand_in(row: Application, work: Work, members: Iterable[rules.Member]) -> dict[str, cases.CaseResult]:
    """A case for each of these members; when any is refused, all that any is refused for.

    In the order of region and code, so that two bundles at once draw their numbers in the same order.
    """
    made: dict[str, cases.CaseResult] = {}
    refused: list[tuple[rules.Member, Refused]] = []
    for member in sorted(
        members, key=lambda one: (work.parts.cards[one.item_code].region_code, one.item_code)
    ):
        try:
            made[member.item_code] = hand_in(row.public_id, work, member)
        except Refused as refusal:
            refused.append((member, refusal))
    if refused:
        raise _all_of(work, refused)
    return made


def hand_in(public_id: str, work: Work, member: rules.Member) -> cases.CaseResult:
    """One part becomes a case, through the door that every application goes through."""
    draft = cases.prepare_draft(
        item_code=member.item_code,
        answers=work.answers_for(member.item_code),
        files=work.files_for(member.item_code),
        actor=work.applicant,
        at=work.at,
    )
    return cases.submit(
        draft=draft.public_id,
        actor=work.applicant,
        at=work.at,
        key=f"{public_id}:{draft.public_id}",
        channel=CHANNEL,
    )


def _all_of(work: Work, refused: Iterable[tuple[rules.Member, Refused]]) -> Refused:
    """One refusal that names what every part is refused for, at the questions and materials of the one form."""
    faults: dict[tuple[str, str, str], Fault] = {}
    for member, refusal in refused:
        name = work.parts.cards[member.item_code].name
        # A part may be refused as a whole, for example because the same application is open already.
        given = refusal.faults or (Fault("", refusal.sentence, {**refusal.values, "label": name}),)
        for one in given:
            key = _merged_key(work, member.item_code, one.field)
            same = (key, one.sentence, str(one.values.get("label", "")))
            faults.setdefault(same, Fault(key, one.sentence, one.values))
    return Refused(
        "bundles.parts_refused",
        _("Nothing was handed in yet. Please look at: {names}."),
        faults=tuple(faults.values()),
        names="、".join(work.parts.cards[one.item_code].name for one, _refusal in refused),
    )


def _merged_key(work: Work, item_code: str, key: str) -> str:
    for one in work.form:
        use = one.use_of(item_code)
        if use is not None and use.field.key == key:
            return one.key
    for material in work.materials:
        if (item_code, key) in material.uses:
            return material.key
    return key


def _write_parts(row: Application, work: Work, made: dict[str, cases.CaseResult]) -> None:
    keys = {code: case_queries.case_card(public_id=one.public_id).id for code, one in made.items()}
    Part.objects.bulk_create(
        Part(
            application=row,
            position=position,
            item_code=one.item_code,
            item_name=work.parts.cards[one.item_code].name,
            after=[other.item_code for other in rules.waits_for(one, work.needed)],
            case_id=keys.get(one.item_code),
            case_public_id=made[one.item_code].public_id if one.item_code in made else "",
        )
        for position, one in enumerate(work.needed)
    )


def _as_before(row: Application) -> Submitted:
    parts = list(row.parts.all())
    numbers = case_queries.numbers(case_ids=[str(one.case_id) for one in parts if one.case_id])
    return Submitted(
        row.public_id,
        tuple(numbers[str(one.case_id)] for one in parts if one.case_id),
        tuple(one.item_code for one in parts if not one.case_id),
    )


def _record(row: Application, actor: Actor, at: datetime, done: Submitted) -> None:
    act = Act(
        actor=actor,
        action="bundles.submitted",
        subject_kind="bundle-application",
        subject_id=str(row.pk),
        about=str(row.person_id),
        detail={"bundle": row.bundle.code, "cases": list(done.cases), "waiting": list(done.waiting)},
    )
    audit.record(act, at)
