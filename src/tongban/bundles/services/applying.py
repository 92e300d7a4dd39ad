"""An application for a bundle while it is written: begun, situated, filled in once for all its items, discarded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import IO

from django.db import transaction

from tongban.bundles import queries, rules, sealing
from tongban.bundles.models import Application, Version
from tongban.bundles.queries import ApplicationCard, BundleCard
from tongban.bundles.work import Work, work_of
from tongban.cases import rules as case_rules
from tongban.cases import services as cases
from tongban.cases.rules import provisions
from tongban.catalogue import rules as items
from tongban.files import queries as stored
from tongban.files import services as files
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.ids import new_key, new_public_id
from tongban.foundation.provisions import in_force
from tongban.foundation.refusals import Fault, Refused, _

FILES_OF_A_MATERIAL = 20
LONGEST_ANSWER = 20_000


def start(*, code: str, actor: Actor, at: datetime) -> ApplicationCard:
    """The applicant's application for this bundle: the one begun already, or a new one.

    One begun under an earlier version goes on under the present one; answers that still fit stay.
    Refuses a bundle that is not offered, or not to this kind of applicant.
    """
    bundle = queries.bundle_in_force(code=code, on=day_of(at))
    if bundle is None:
        raise rules.not_found()
    check_may_apply(bundle=bundle, actor=actor, at=at)
    kind, key = actor.applicant
    with transaction.atomic():
        # The row of the version is held, so that two presses at once begin one application.
        Version.objects.select_for_update().get(pk=bundle.version_id)
        row = (
            Application.objects.select_for_update(of=("self",))
            .select_related("bundle")
            .filter(applicant_kind=kind, applicant_id=key, bundle_id=bundle.id, submitted_at__isnull=True)
            .first()
        )
        if row is None:
            row = _new(bundle, actor, at)
            row.save(force_insert=True)
        elif str(row.version_id) != bundle.version_id:
            row.version_id = queries.key_of(bundle.version_id)
            row.situation = _plain(rules.standing(bundle.content.questions, row.situation))
            row.save(update_fields=["version_id", "situation"])
    return queries.application_card(row)


def check_may_apply(*, bundle: BundleCard, actor: Actor, at: datetime) -> None:
    """Refuse who may not apply for this bundle now, before any work is done on it."""
    if not actor.is_signed_in or actor.is_staff:
        raise Refused("bundles.sign_in_to_apply", _("Please sign in as the applicant first."))
    if not bundle.offered:
        raise Refused(
            "bundles.not_offered",
            _("This bundle cannot be applied for at present: {names}."),
            names="、".join(bundle.missing) or bundle.name,
        )
    kind = actor.applicant[0]
    if kind not in bundle.content.subjects:
        raise Refused(
            "bundles.for_others",
            _("This bundle is for other applicants. Please choose whom you act for, then apply."),
        )
    bound = {code for one in rules.every_option(bundle.content.questions) for code in one.items}
    for member in bundle.members:
        if member.item_code not in bound:
            cases.check_may_apply(item=bundle.items[member.item_code], actor=actor, at=at)


def answer_situation(
    *,
    application: str,
    question: str,
    values: Sequence[str],
    actor: Actor,
    at: datetime,
    discard: bool = False,
) -> ApplicationCard:
    """Answer one question of the situation; what no item asks for any more goes, everything else stays (SIT-3).

    discard  the applicant has said that files and answers which are no longer needed may go
    Refuses an answer that is not offered, an item that this applicant may not apply for, and, until ``discard``
    is said, an answer by which files or answers would be lost, naming each.
    """
    with transaction.atomic():
        row = _held(application, actor)
        before = work_of(queries.application_card(row), actor, at)
        asked = {one.key: one for one in rules.asked(before.bundle.content.questions, before.situation)}
        one = asked.get(question)
        offered = {option.value for option in one.options} if one else set()
        if one is None:
            raise rules.not_found()
        if not values or not set(values) <= offered or (len(values) > 1 and not one.many):
            raise Refused(
                "bundles.answer_not_offered",
                _("Please choose one of the answers offered."),
                faults=(Fault(question, _("Please answer: {label}"), {"label": one.text}),),
            )
        tried = rules.standing(before.bundle.content.questions, {**before.situation, question: tuple(values)})
        after = Work(before.bundle, actor, at, tried, before.answers, before.files)
        for member in after.needed:
            cases.check_may_apply(item=after.bundle.items[member.item_code], actor=actor, at=at)
        _keep_what_is_referenced(row, before, after, discard, at)
        row.situation = _plain(tried)
        _touch(row, at)
        row.save()
    return queries.application_card(row)


def _keep_what_is_referenced(
    row: Application, before: Work, after: Work, discard: bool, at: datetime
) -> None:
    """Take away what only fell-away items asked for, when the applicant has agreed to it."""
    goes = lost(before, after)
    if goes and not discard:
        raise Refused(
            "bundles.would_be_lost",
            _("With this answer some of what you gave is no longer needed: {names}."),
            faults=goes,
            names="、".join(str(one.values["label"]) for one in goes),
        )
    keys = {one.field for one in goes}
    for key in keys & row.materials.keys():
        _remove_files(row.materials.pop(key), at)
    row.answers = {key: value for key, value in row.answers.items() if key not in keys}


def lost(before: Work, after: Work) -> tuple[Fault, ...]:
    """The typed answers and files that no item of the new situation asks for, each by its merged key."""
    still = {one.key for one, _card in after.questions} | {one.key for one in after.materials}
    was = [(one.key, card.label) for one, card in before.questions if before.answers.get(one.key)]
    typed = [(key, label) for key, label in was if not before.is_known(key)]
    held = [(one.key, one.card.name) for one in before.materials if before.files.get(one.key)]
    return tuple(
        Fault(key, _("No longer needed: {label}."), {"label": label})
        for key, label in [*held, *typed]
        if key not in still
    )


def save_answers(
    *, application: str, answers: Mapping[str, str], actor: Actor, at: datetime
) -> tuple[Fault, ...]:
    """Keep what was typed, wrong or right, and say what is wrong with the questions answered.

    What no question of the bundle asks is dropped. What is wrong is kept too, so that nobody types twice.
    """
    with transaction.atomic():
        row = _held(application, actor)
        card = queries.application_card(row)
        work = work_of(card, actor, at)
        cards = {one.key: one.card() for one in work.form}
        given = {key: _clean(value) for key, value in answers.items() if key in cards}
        row.answers = sealing.seal({**card.answers, **given}, cards.values())
        _touch(row, at)
        row.save(update_fields=["answers", "updated_at", "expires_on"])
    now = Work(work.bundle, actor, at, work.situation, {**card.answers, **given}, work.files)
    asked = [one for merged, one in now.questions if merged.key in given]
    return items.answers_faults(asked, {**now.filled, **given}, day_of(at))


def _clean(value: str) -> str:
    return "".join(mark for mark in value[:LONGEST_ANSWER] if mark.isprintable() or mark in "\n\t").strip()


def attach_file(
    *,
    application: str,
    material: str,
    data: bytes | IO[bytes],
    name: str,
    declared_type: str,
    actor: Actor,
    at: datetime,
) -> case_rules.FileRef:
    """Put a file to a merged material: it counts for every item that needs it.

    Refuses a material that this situation does not ask for, and what ``files`` refuses.
    """
    with transaction.atomic():
        row = _held(application, actor)
        work = work_of(queries.application_card(row), actor, at)
        if material not in {one.id for one in work.to_bring}:
            raise Refused("bundles.material_unknown", _("This bundle does not ask for this material."))
        held = list(row.materials.get(material, ()))
        if len(held) >= FILES_OF_A_MATERIAL:
            raise Refused(
                "bundles.too_many_files",
                _("At most {most} files for one material, please."),
                most=FILES_OF_A_MATERIAL,
            )
        card = files.store(
            data=data,
            name=name,
            owner_kind="bundle",
            owner_id=queries.file_owner(row.public_id, material),
            actor=actor,
            at=at,
            declared_type=declared_type,
        )
        ref = case_rules.FileRef(card.public_id, card.name, card.size, card.sha256)
        row.materials[material] = [*held, case_rules.to_plain(ref)]
        _touch(row, at)
        row.save(update_fields=["materials", "updated_at", "expires_on"])
    return ref


def drop_file(*, application: str, material: str, file: str, actor: Actor, at: datetime) -> None:
    """Take a file away from a material; nothing happens when it is gone already."""
    with transaction.atomic():
        row = _held(application, actor)
        held = row.materials.get(material, ())
        _remove_files([one for one in held if one["public_id"] == file], at)
        row.materials[material] = [one for one in held if one["public_id"] != file]
        _touch(row, at)
        row.save(update_fields=["materials", "updated_at", "expires_on"])


def discard(*, application: str, actor: Actor, at: datetime) -> None:
    """Delete an application that was not handed in, with its files, for good."""
    with transaction.atomic():
        _delete(_held(application, actor), at)


def purge_applications(at: datetime) -> int:
    """Delete the applications whose time is over, with their files; how many. What was handed in stays."""
    gone = 0
    with transaction.atomic():
        rows = Application.objects.select_for_update().filter(
            submitted_at__isnull=True, expires_on__lt=day_of(at)
        )
        for row in rows:
            _delete(row, at)
            gone += 1
    return gone


def _delete(row: Application, at: datetime) -> None:
    for held in row.materials.values():
        _remove_files(held, at)
    row.delete()


def _remove_files(refs: Sequence[Mapping[str, str]], at: datetime) -> None:
    for one in refs:
        if stored.file_or_none(one["public_id"]) is not None:
            files.remove(public_id=one["public_id"], at=at)


def _new(bundle: BundleCard, actor: Actor, at: datetime) -> Application:
    kind, key = actor.applicant
    return Application(
        id=new_key(),
        public_id=new_public_id(),
        version_id=queries.key_of(bundle.version_id),
        bundle_id=queries.key_of(bundle.id),
        account_id=actor.account_id,
        person_id=actor.person_id,
        applicant_kind=kind,
        applicant_id=key,
        submission_key=new_public_id(),
        opened_at=at,
        updated_at=at,
        expires_on=_expires_on(at),
    )


def _held(public_id: str, actor: Actor) -> Application:
    """The application for its applicant, not handed in, held until the transaction ends."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("bundle")
    row = rows.filter(public_id=public_id, submitted_at__isnull=True).first()
    if row is None or not queries.is_own(row, actor):
        raise rules.not_found()
    return row


def _touch(row: Application, at: datetime) -> None:
    row.updated_at, row.expires_on = at, _expires_on(at)


def _expires_on(at: datetime) -> date:
    today = day_of(at)
    return today + timedelta(days=int(in_force(provisions.DRAFT_DAYS, today).value))


def _plain(situation: rules.Answers) -> dict[str, list[str]]:
    return {key: list(values) for key, values in situation.items()}


def file_opened(actor: Actor, card: stored.FileCard, at: datetime) -> None:
    """Record that an official opens a file of a bundle, as a look at the case that holds it."""
    if not actor.is_staff:
        return
    case = queries.case_with_file(actor, card.owner_id)
    cases.file_opened(actor, replace(card, owner_kind="case", owner_id=case), at)
