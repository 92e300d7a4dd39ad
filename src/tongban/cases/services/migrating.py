"""The running cases of an item brought to the plan of a newer version, all of them, and taken back (流程迁移).

A run is a row, and one row for each of its cases, entered when it starts. Some cases are done in a transaction, each
held, decided by the rules and written with its event; what a killed run left is done by whoever goes on with it, and
a case that is done is never done again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tongban.audit import rules as audit
from tongban.audit import services as record
from tongban.cases import plan_runs, rules, storage
from tongban.cases.models import Case, PlanRun, PlanRunCase
from tongban.cases.plan_runs import Fate, RunCard
from tongban.cases.services.routes import item_ref, road_of
from tongban.cases.services.steps import asked, perform_held, told_event
from tongban.cases.services.trial import facts_after
from tongban.catalogue import queries as catalogue
from tongban.catalogue.rules import VersionState
from tongban.flow import rules as flow
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Fault, Refused, _
from tongban.outbox import rules as outbox

_log = logging.getLogger(__name__)
AT_ONCE = 50
OVERTAKEN = frozenset({"cases.already_decided", "cases.closed", "cases.plan_not_newer"})
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Target:
    """The newer version to whose plan cases are brought."""

    item: catalogue.ItemCard
    version: rules.PlanVersion


def migration_target(*, item_code: str, version_no: int, at: datetime) -> Target:
    """The version of an item with this number. Refuses one that is not published, or not in force yet."""
    current = catalogue.item_in_force(code=item_code, on=day_of(at))
    found = next(
        (one for one in catalogue.history_of(implementation_id=current.id) if one.version_no == version_no),
        None,
    )
    if found is None or found.state != VersionState.PUBLISHED:
        raise _wrong_version(
            _("Please choose a published version; there is none with the number {no}."), version_no
        )
    if found.effective_on is None or found.effective_on > day_of(at):
        raise _wrong_version(
            _("Version {no} is not in force yet; cases are moved to it from that day on."), version_no
        )
    return Target(
        catalogue.version(version_id=found.version_id), rules.PlanVersion(found.version_id, version_no)
    )


def _wrong_version(sentence: str, version_no: int) -> Refused:
    faults = (Fault("version", sentence, {"no": version_no}),)
    return Refused("cases.plan_version_wrong", sentence, faults=faults, no=version_no)


def migration_foreseen(*, item_code: str, version_no: int, actor: Actor, at: datetime) -> Iterator[Fate]:
    """What would become of each running case, in the order in which they came; writes nothing."""
    _must(actor, "item.edit", "item.publish")
    target = migration_target(item_code=item_code, version_no=version_no, at=at)
    for key in _concerned(target).values_list("pk", flat=True).iterator():
        held = storage.read_case(public_id=str(key), hold=False)
        if held is not None:
            facts = rules.fold(map(told_event, held.events))
            yield _foreseen(facts, _move(facts, target, "", SYSTEM, at))


def cases_concerned(*, item_code: str, version_no: int, at: datetime) -> int:
    """How many running cases of an item follow an older plan than that of this version."""
    return _concerned(migration_target(item_code=item_code, version_no=version_no, at=at)).count()


def _concerned(target: Target) -> QuerySet[Case]:
    """The running cases that follow an older plan, oldest first."""
    older = Q(plan_version_no__isnull=True, version_no__lt=target.version.no) | Q(
        plan_version_no__lt=target.version.no
    )
    states = [state.value for state in rules.BEFORE_DECISION]
    rows = Case.objects.filter(
        older, implementation_id=target.item.id, closed_at__isnull=True, state__in=states
    )
    return rows.order_by("id")


def _move(facts: rules.CaseFacts, target: Target, run: str, actor: Actor, at: datetime) -> rules.MovePlan:
    applied_for = catalogue.version(version_id=facts.of.item.version_id)
    return rules.MovePlan(
        actor=actor,
        at=at,
        run=run,
        to=target.version,
        road=road_of(facts, target.version.id),
        item=item_ref(target.item),
        terms=_terms(applied_for, facts),
        newer=_terms(target.item, facts),
    )


def _terms(item: catalogue.ItemCard, facts: rules.CaseFacts) -> rules.Terms:
    """What a version of the item asks of the applicant of this case, its decision tables included."""
    own = item.version_id == facts.of.item.version_id
    said = facts.said if own else flow.said_so_far(item, facts.answers)
    needed = [one for one in flow.needed(item, facts.answers, said) if one.necessity in ("required", "gap")]
    return rules.Terms(
        questions=frozenset(one.key for one in item.fields),
        materials=tuple((one.id, one.name) for one in needed),
        fee=item.fee_yuan,
    )


def _foreseen(facts: rules.CaseFacts, act: rules.Act) -> Fate:
    try:
        return plan_runs.fate(facts, facts_after(facts=facts, act=act))
    except Refused as refused:
        return plan_runs.refused(facts, refused)


def propose_migration(
    *, item_code: str, version_no: int, reason: str, actor: Actor, at: datetime, key: str
) -> str:
    """Put a migration before a second person; the public id of the run. The same key proposes it once."""
    _must(actor, "item.edit", "item.publish")
    outbox.check_key(key)
    if not reason.strip():
        raise Refused(
            "cases.plan_run_without_reason",
            _("Please say why running cases are to follow the newer plan."),
            faults=(Fault("reason", _("Please give the reason.")),),
        )
    target = migration_target(item_code=item_code, version_no=version_no, at=at)
    try:
        with transaction.atomic():
            run = _entered(target, reason.strip(), actor, at, key)
            _record(run, "cases.plan_run_proposed", actor, at)
    except IntegrityError:
        return _entered_before(target, key)
    return run.public_id


def _entered(target: Target, reason: str, actor: Actor, at: datetime, key: str) -> PlanRun:
    return PlanRun.objects.create(
        key=key,
        implementation_id=target.item.id,
        item_code=target.item.code,
        item_name=target.item.name,
        to_version_id=target.version.id,
        to_version_no=target.version.no,
        state="proposed",
        reason=reason[:500],
        proposed_by=actor.account_id,
        proposed_name=actor.name,
        proposed_at=at,
    )


def _entered_before(target: Target, key: str) -> str:
    """The run that was entered with this key. Refuses when another one of the item is in hand."""
    run = PlanRun.objects.filter(key=key).first()
    if run is None:
        raise Refused(
            "cases.plan_run_in_hand",
            _("Another migration of this item is in hand; please finish it or drop it first."),
        )
    if str(run.to_version_id) != target.version.id:
        raise Refused(
            "outbox.key_reused",
            _("This Idempotency-Key was used for a different request. Take a new key for a new request."),
        )
    return run.public_id


def drop_migration(*, run: str, actor: Actor, at: datetime) -> None:
    """Give up a migration that nobody has confirmed yet."""
    _must(actor, "item.edit", "item.publish")
    with transaction.atomic():
        row = _locked(run, "proposed")
        _set(row, "dropped", ended_at=at)
        _record(row, "cases.plan_run_dropped", actor, at)


def confirm_migration(*, run: str, actor: Actor, at: datetime) -> None:
    """Start a migration that somebody else has proposed; its cases are entered, and done one after the other."""
    _must(actor, "item.publish")
    with transaction.atomic():
        row = _locked(run, "proposed")
        if actor.account_id and actor.account_id == row.proposed_by:
            raise Refused(
                "cases.plan_run_second_person", _("A second person confirms it: please ask a colleague.")
            )
        _start(row, actor, at)


def migrate(
    *,
    item_code: str,
    version_no: int,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    told: Told | None = None,
) -> str:
    """Bring the running cases of an item to a newer plan now, for the operator; the public id of the run.

    With a key that was used before, or while such a run is under way, it goes on with that one.
    """
    _must(actor)
    target = migration_target(item_code=item_code, version_no=version_no, at=at)
    under_way = PlanRun.objects.filter(
        implementation_id=target.item.id, to_version_id=target.version.id, state="running"
    )
    row = PlanRun.objects.filter(key=key).first() or under_way.first()
    run = row.public_id if row else propose_migration(
        item_code=item_code, version_no=version_no, reason=reason, actor=actor, at=at, key=key
    )  # fmt: skip
    with transaction.atomic():
        found = _locked(run, "proposed", "running", "done", "undoing", "undone")
        if found.state == "proposed":
            _start(found, actor, at)
    go_on(run=run, at=at, told=told)
    return run


def _start(row: PlanRun, actor: Actor, at: datetime) -> None:
    target = Target(
        catalogue.version(version_id=str(row.to_version_id)),
        rules.PlanVersion(str(row.to_version_id), row.to_version_no),
    )
    keys = _concerned(target).values_list("pk", flat=True).iterator()
    PlanRunCase.objects.bulk_create((PlanRunCase(run=row, case_id=key) for key in keys), batch_size=2000)
    _set(row, "running", doer=_doer(actor), started_at=at)
    _record(row, "cases.plan_run_started", actor, at)


def undo_migration(*, run: str, reason: str, actor: Actor, at: datetime, told: Told | None = None) -> None:
    """Take a run back: every case that it moved follows its former plan again, if that can still be exact."""
    _must(actor, "item.publish")
    if not reason.strip():
        raise Refused(
            "cases.plan_undo_without_reason",
            _("Please say why the migration is taken back."),
            faults=(Fault("reason", _("Please give the reason.")),),
        )
    with transaction.atomic():
        row = _locked(run, "running", "done", "undoing")
        if row.state != "undoing":
            row.cases.filter(result="pending").update(result="stays", code="cases.plan_run_undone")
            row.cases.filter(result="moved").update(result="undoing")
            _set(row, "undoing", doer=_doer(actor), undo_reason=reason.strip()[:500])
            _record(row, "cases.plan_run_undone", actor, at)
    if actor.role == "system":
        go_on(run=run, at=at, told=told)


def migrate_due(at: datetime) -> int:
    """Go on with every run that is under way; how many cases were looked at. Bears several workers."""
    open_runs = PlanRun.objects.filter(state__in=["running", "undoing"]).order_by("id")
    return sum(go_on(run=run, at=at) for run in open_runs.values_list("public_id", flat=True))


def go_on(*, run: str, at: datetime, told: Told | None = None, most: int | None = None) -> int:
    """Do what is left of a run; how many cases were looked at. ``most``: leave the rest to the worker."""
    row = PlanRun.objects.filter(public_id=run).first()
    if row is None or row.state not in ("running", "undoing"):
        return 0
    work = _Work(row, at)
    left = row.cases.filter(result=work.waiting).count() if told else 0
    seen = 0
    while (most is None or seen < most) and (done := work.batch()):
        seen += done
        if told is not None:
            told(seen, left)
    work.close()
    return seen


class _Work:
    """What is left of a run, some cases at a time."""

    def __init__(self, run: PlanRun, at: datetime) -> None:
        self.run, self.at = run, at
        self.actor = Actor(**{**run.doer, "permissions": frozenset(run.doer["permissions"])})
        self.undoing = run.state == "undoing"
        self.waiting = "undoing" if self.undoing else "pending"
        self.target = Target(
            catalogue.version(version_id=str(run.to_version_id)),
            rules.PlanVersion(str(run.to_version_id), run.to_version_no),
        )

    def batch(self) -> int:
        """Do the next cases in one transaction; one by one when something is wrong with one of them."""
        try:
            with transaction.atomic():
                rows = self._next(AT_ONCE)
                for row in rows:
                    self._do(row)
                return len(rows)
        except Exception:  # noqa: BLE001 - found again and logged with its case below
            return self._single()

    def _single(self) -> int:
        keys = list(self.run.cases.filter(result=self.waiting).values_list("pk", flat=True)[:AT_ONCE])
        for key in keys:
            try:
                with transaction.atomic():
                    for row in self._next(1, key):
                        self._do(row)
            except Exception:  # noqa: BLE001 - logged as the fault it is; the other cases go on
                _log.exception("case %s could not be brought to another plan", key)
                PlanRunCase.objects.filter(pk=key, result=self.waiting).update(
                    result="failed", code="cases.plan_run_fault"
                )
        return len(keys)

    def _next(self, number: int, key: int | None = None) -> list[PlanRunCase]:
        rows = self.run.cases.filter(result=self.waiting).order_by("id")
        rows = rows if key is None else rows.filter(pk=key)
        return list(rows.select_for_update(skip_locked=True)[:number])

    def _do(self, row: PlanRunCase) -> None:
        name = "restore_plan" if self.undoing else "move_plan"
        request = asked(
            actor=self.actor,
            at=self.at,
            route=f"cases.{name}",
            key=f"{self.run.public_id}:{row.case_id}",
            what={"case": str(row.case_id), "run": self.run.public_id},
        )
        fates: list[Fate] = []

        def make(facts: rules.CaseFacts) -> rules.Act:
            act = self._act(facts)
            fates.append(_foreseen(facts, act))
            return act

        try:
            perform_held(public_id=str(row.case_id), request=request, act=make)
            row.result, row.code = ("restored" if self.undoing else "moved"), ""
        except Refused as refused:
            overtaken = refused.code in OVERTAKEN
            row.result = "kept" if self.undoing else "overtaken" if overtaken else "stays"
            row.code = refused.code
        if fates:
            row.told = row.told | {("undo" if self.undoing else "move"): fates[-1].plain()}
        row.save(update_fields=["result", "code", "told"])

    def _act(self, facts: rules.CaseFacts) -> rules.Act:
        if not self.undoing:
            return _move(facts, self.target, self.run.public_id, self.actor, self.at)
        back = next(
            (one.moved.from_version for one in facts.plan_moves if one.moved.run == self.run.public_id),
            facts.plan_version,
        )
        return rules.RestorePlan(self.actor, self.at, self.run.public_id, road_of(facts, back.id))

    def close(self) -> None:
        """The run is over when none of its cases waits any more; noted once."""
        with transaction.atomic():
            row = PlanRun.objects.select_for_update().get(pk=self.run.pk)
            if row.state != self.run.state or row.cases.filter(result=self.waiting).exists():
                return
            ended = {"undone_at": self.at} if self.undoing else {"ended_at": self.at}
            _set(row, "undone" if self.undoing else "done", **ended)
            _record(row, "cases.plan_run_ended", self.actor, self.at)


def _must(actor: Actor, *permissions: str) -> None:
    """Refuses, as if there were nothing, whoever may not."""
    if actor.role != "system" and not any(actor.is_staff and actor.may(one) for one in permissions):
        raise _unknown()


def _locked(run: str, *states: str) -> PlanRun:
    row = PlanRun.objects.select_for_update().filter(public_id=run).first()
    if row is None:
        raise _unknown()
    if row.state not in states:
        raise Refused(
            "cases.plan_run_moved_on",
            _("This migration has gone on in the meantime; please look at it again."),
        )
    return row


def _unknown() -> Refused:
    return Refused("cases.plan_run_unknown", _("There is no such migration."))


def _set(row: PlanRun, state: str, **changes: Any) -> None:
    row.state = state
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *changes])


def _doer(actor: Actor) -> dict[str, Any]:
    """The actor as the run keeps it, so that a worker goes on in the same name."""
    return asdict(replace(actor, permissions=frozenset())) | {"permissions": sorted(actor.permissions)}


def _record(row: PlanRun, action: str, actor: Actor, at: datetime) -> None:
    card: RunCard = plan_runs.card_of(row)
    detail = {"item": row.item_code, "version": row.to_version_no, "cases": card.counts, "reason": row.reason}
    act = audit.Act(
        actor=actor, action=action, subject_kind="plan-run", subject_id=row.public_id, detail=detail
    )
    record.record(act, at)
