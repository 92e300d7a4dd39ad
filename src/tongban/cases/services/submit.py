"""Handing in: the one moment when everything is checked, at once, and an application becomes a case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import jsonschema_rs
from django.db import IntegrityError, transaction

from tongban.calendar import queries as calendar
from tongban.cases import queries, rules, sealing, storage
from tongban.cases.services import known, marks, matters
from tongban.cases.services.apply import check_may_apply, check_may_sign
from tongban.cases.services.choosing import Choice
from tongban.cases.services.routes import item_ref
from tongban.cases.services.steps import (
    Asked,
    CaseResult,
    answer_again,
    asked,
    folded,
    step_of,
)
from tongban.cases.services.written import Written
from tongban.catalogue import queries as catalogue
from tongban.catalogue import rules as items
from tongban.flow import rules as flow
from tongban.foundation.actors import Actor
from tongban.foundation.canonical import canonical_text
from tongban.foundation.clock import day_of
from tongban.foundation.ids import new_key, new_public_id
from tongban.foundation.masking import mask_name
from tongban.foundation.refusals import Fault, Refused, _
from tongban.licences import queries as licences

# How PostgreSQL and SQLite name the constraint that was met.
ONE_OPEN_CASE = ("cases_one_open_case_per_object", "cases_case.object_key")


def submit(*, draft: str, actor: Actor, at: datetime, key: str, channel: str = "online") -> CaseResult:
    """Hand in a draft: everything missing or wrong is named at once, or the case exists with its number.

    A draft becomes one case, however often and with whatever key it is handed in.
    Refuses an incomplete application (art. 32(4): all at once), one for an item that changed meanwhile, and a
    second one for the same object while the first is open.
    """
    request = asked(actor=actor, at=at, route="cases.submit", key=key, what={"draft": draft})
    elsewhere = _asked_elsewhere(draft, actor, at) if licences.asks_elsewhere() else {}
    try:
        with transaction.atomic():
            return _submit(draft, request, channel, elsewhere)
    except IntegrityError as error:
        return _after_collision(error, request)


def _asked_elsewhere(public_id: str, actor: Actor, at: datetime) -> dict[str, rules.HeldMaterial]:
    """What another platform holds for this draft: asked before anything is locked, however long it takes."""
    draft = queries.draft_for(actor=actor, public_id=public_id, at=at)
    if draft is None:
        return {}
    item = catalogue.version(version_id=draft.version_id)
    needed = items.needed(item.materials, draft.answers)
    given = [key for key, files in draft.materials.items() if files]
    return known.known_materials(needed=needed, actor=actor, at=at, given=given, item=item)


def _submit(
    public_id: str, request: Asked, channel: str, elsewhere: Mapping[str, rules.HeldMaterial]
) -> CaseResult:
    day = day_of(request.at)
    draft = storage.take_draft(public_id=public_id, request=request.request, day=f"{day:%Y%m%d}")
    if draft is None or (draft.applicant_kind, draft.applicant_id) != request.actor.applicant:
        raise rules.not_found()
    if draft.answered is not None:
        return answer_again(draft.answered, request)
    if draft.submitted_case:
        return _result_of(draft.submitted_case)
    item = _item_of(draft, request)
    answers = sealing.unseal(draft.answers)
    choice = Choice.of(draft.choice, item, answers)
    materials = checked(
        item=item,
        answers=answers,
        files=draft.materials,
        actor=request.actor,
        at=request.at,
        later=choice.later,
        promised=choice.promised,
        elsewhere=elsewhere,
    )
    act = rules.Submit(
        actor=request.actor,
        at=request.at,
        public_id=new_public_id(),
        number=rules.case_number(item.region_code, day, draft.number_serial),
        project_no=rules.project_number(item.code, day, draft.project_serial),
        item=item_ref(item),
        min_level=item.min_level,
        applicant=_applicant(request.actor),
        answers=_asked_only(draft.answers, answers, item),
        materials=materials,
        channel=channel,
        object_key=sealing.index_of("object", canonical_text(_asked_only(answers, answers, item))),
        promise=choice.promise,
        follow_up=choice.follow_up,
        earlier=choice.earlier,
        barred=marks.broken_promise_of(applicant=request.actor.applicant) if choice.trusted else "",
        banned=_ban(item, request) if item.procedure.safety else None,
        said=flow.said_of(item, answers),
    )
    before = rules.CaseFacts()
    workdays = calendar.calendar_for(item.region_code, edition=draft.notice)
    happened = rules.decide(before, act, workdays)
    written = Written(str(new_key()), before, folded(before, happened), "", happened)
    step, result = step_of(written, request, draft_id=draft.id)
    storage.write_submission(step)
    matters.keep(written)
    return result


def _ban(item: catalogue.ItemCard, request: Asked) -> rules.Ban | None:
    return marks.ban_against(actor=request.actor, implementation_id=item.id, on=day_of(request.at))


def _item_of(draft: storage.TakenDraft, request: Asked) -> catalogue.ItemCard:
    """The item in force today, if it is still the version that the draft was written for."""
    item = catalogue.item_in_force(implementation_id=draft.implementation_id, on=day_of(request.at))
    check_may_apply(item=item, actor=request.actor, at=request.at)
    check_may_sign(item=item, actor=request.actor, at=request.at)
    if item.version_id != draft.version_id:
        raise Refused(
            "cases.item_changed",
            _(
                "This item has changed since you began. Please open your draft again and look over your answers."
            ),
        )
    return item


def checked(
    *,
    item: catalogue.ItemCard,
    answers: Mapping[str, Any],
    files: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    before: Mapping[str, rules.MaterialHeld] | None = None,
    later: Collection[str] = (),
    promised: Collection[str] = (),
    elsewhere: Mapping[str, rules.HeldMaterial] | None = None,
) -> tuple[rules.MaterialHeld, ...]:
    """The materials of a complete application. Refuses an incomplete one, with everything that is missing or wrong.

    before    what a case holds already; it stays as it was looked at then, unless files take its place
    later     ids of materials that may follow and that the applicant hands in later (容缺)
    promised  ids of materials for which a promise stands (告知承诺)
    elsewhere  licences that another platform has told of, by material
    """
    given = {
        key: tuple(rules.FileRef(**one) for one in files_of) for key, files_of in files.items() if files_of
    }
    stays = {key: one for key, one in (before or {}).items() if one.how != "later" and key not in given}
    needed = flow.needed_so_far(item, answers)
    asked_now = tuple(one for one in needed if one.id not in stays)
    held = known.known_materials(needed=asked_now, actor=actor, at=at, given=given)
    held |= {key: one for key, one in (elsewhere or {}).items() if key not in held and key not in given}
    owed = rules.owed_materials(asked_now, held, given, later, promised)
    missing = [one for one in rules.missing_materials(asked_now, held, given) if one.id not in owed]
    faults = [*answer_faults(item, answers, at), *_material_faults(missing)]
    if faults:
        names = dict.fromkeys(str(fault.values.get("label", fault.field)) for fault in faults)
        raise Refused(
            "cases.application_incomplete",
            _("Please complete your application: {names}."),
            basis=_("Administrative License Law, art. 32(4)"),
            faults=tuple(faults),
            names="、".join(names),
        )
    fresh = {one.key: one for one in rules.held_materials(asked_now, held, given)} | owed
    if licences.platform_is_silent():
        fresh |= _without_answer(asked_now, fresh)
    return tuple(stays.get(one.id) or fresh[one.id] for one in needed)


def _without_answer(
    asked_now: Iterable[catalogue.MaterialCard], fresh: Mapping[str, rules.MaterialHeld]
) -> dict[str, rules.MaterialHeld]:
    """The scans that stand for a licence about which the platform gave no answer: the case keeps why (MAT-2)."""
    return {
        one.id: replace(fresh[one.id], snapshot={"lookup": "no_answer"})
        for one in asked_now
        if one.exempt == "licence" and fresh[one.id].how == "files"
    }


def answer_faults(item: catalogue.ItemCard, answers: Mapping[str, Any], at: datetime) -> list[Fault]:
    """All that is missing or wrong in the answers: what the item's rules say, and what its schema does not let in."""
    faults = list(items.answers_faults(item.fields, answers, day_of(at)))
    named = {fault.field for fault in faults}
    known_keys = {one.key: one for one in item.fields}
    for error in _validator(item.version_id).iter_errors(dict(answers)):
        field = known_keys.get(str(next(iter(error.instance_path), "")))
        if field is None or field.key in named or not answers.get(field.key):
            continue
        if items.asked(field.when, answers):
            named.add(field.key)
            faults.append(
                Fault(field.key, _("This answer does not fit the question: {label}."), {"label": field.label})
            )
    return faults


@lru_cache(maxsize=1024)
def _validator(version_id: str) -> Any:
    """The compiled schema of a version's form; versions are immutable."""
    item = catalogue.version(version_id=version_id)
    return jsonschema_rs.validator_for(items.form_schema(item.fields, item.name))


def _material_faults(missing: Iterable[catalogue.MaterialCard]) -> list[Fault]:
    sentence = _("Please supply: {label}.")
    return [Fault(one.id, sentence, {"label": one.name}) for one in missing]


def _asked_only(
    kept: Mapping[str, Any], answers: Mapping[str, Any], item: catalogue.ItemCard
) -> dict[str, Any]:
    """The answers to the questions that this situation asks; an answer to a question that fell away is not sent."""
    return {
        one.key: kept[one.key] for one in item.fields if items.asked(one.when, answers) and kept.get(one.key)
    }


def _applicant(actor: Actor) -> rules.Applicant:
    kind, key = actor.applicant
    name = actor.body_name if kind == "body" else actor.name
    return rules.Applicant(kind, key, name, name if kind == "body" else mask_name(name), actor.person_id)


def _after_collision(error: IntegrityError, request: Asked) -> CaseResult:
    """Another transaction was faster: the same request, or another open case for the same object."""
    stored = storage.stored_request(request.request)
    if stored is not None:
        return answer_again(stored, request)
    if not any(mark in str(error) for mark in ONE_OPEN_CASE):
        raise error
    raise Refused(
        "cases.already_open",
        _("You have the same application open already. Please look at it under “my cases”."),
    )


def _result_of(public_id: str) -> CaseResult:
    case = queries.case_card(public_id=public_id)
    return CaseResult(case.public_id, case.number, case.state, case.version)
