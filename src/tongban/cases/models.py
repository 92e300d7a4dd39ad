"""Rows of cases, their events, drafts and counters. No decisions: the case row is the fold of its events.

Answers may hold personal data. Fields of the kinds id-number and phone are sealed before they are written
(``cases.sealing``), in the row and in the event alike; the rest is what the applicant wrote.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.cases.rules import CLOSED, State
from tongban.cases.rules.recounting import PARTICULAR
from tongban.foundation.ids import new_key, new_public_id

_OPEN = Q(closed_at__isnull=True)
_STATES = [state.value for state in State if state != State.NONE]
_ENDED = sorted(state.value for state in CLOSED)


class Case(models.Model):
    """A case as its events have made it; written only together with an event.

    plan_version_id  the version whose plan it follows, once it was moved; None: that of the version applied for
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    public_id = models.CharField(max_length=26, unique=True)
    number = models.CharField(max_length=40, unique=True)
    project_no = models.CharField(max_length=80, unique=True)
    implementation_id = models.UUIDField()
    version_id = models.UUIDField()
    version_no = models.PositiveIntegerField()
    item_code = models.CharField(max_length=60)
    item_name = models.CharField(max_length=1000)
    department_id = models.UUIDField()
    department_name = models.CharField(max_length=200)
    region_code = models.CharField(max_length=12)
    applicant_kind = models.CharField(max_length=6)
    applicant_id = models.UUIDField()
    applicant_person_id = models.UUIDField()
    applicant_name = models.CharField(max_length=200)
    applicant_masked = models.CharField(max_length=200)
    account_id = models.UUIDField()
    channel = models.CharField(max_length=10)
    object_key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    received_on = models.DateField()
    accepted_on = models.DateField(null=True)
    promised_due_on = models.DateField(null=True)
    statutory_due_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)
    statutory_provisional = models.BooleanField(default=False, db_default=False)
    paused_until = models.DateField(null=True)
    gap_due_on = models.DateField(null=True)
    renew_by = models.DateField(null=True)
    by_promise = models.BooleanField(default=False, db_default=False)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    closed_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)
    materials = models.JSONField(default=list)
    plan_version_id = models.UUIDField(null=True)
    plan_version_no = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["applicant_kind", "applicant_id", "implementation_id", "object_key"],
                condition=_OPEN,
                name="cases_one_open_case_per_object",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_STATES),
                name="cases_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, state__in=_ENDED)
                | (Q(closed_at__isnull=True) & ~Q(state__in=_ENDED)),
                name="cases_closed_states_are_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["department_id", "state", "due_on", "id"], condition=_OPEN, name="cases_worklist"
            ),
            models.Index(fields=["due_on", "id"], condition=_OPEN, name="cases_open_by_due_date"),
            models.Index(fields=["applicant_kind", "applicant_id", "id"], name="cases_of_applicant"),
            models.Index(fields=["department_id", "id"], name="cases_of_department"),
            models.Index(
                fields=["department_id", "gap_due_on", "id"],
                condition=_OPEN & Q(gap_due_on__isnull=False),
                name="cases_gaps_of_department",
            ),
            models.Index(
                fields=["gap_due_on"],
                condition=_OPEN & Q(gap_due_on__isnull=False),
                name="cases_gaps_by_due_date",
            ),
            models.Index(
                fields=["renew_by"], condition=_OPEN & Q(renew_by__isnull=False), name="cases_renewals_by_end"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Mark(models.Model):
    """What an earlier case holds against its applicant: a broken promise until it is mended, a ban until its day.

    case   the case whose ledger says so; the mark is written with the event and is found again by folding it
    until  a ban: the first day on which one may apply again; a broken promise: None
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10)
    applicant_kind = models.CharField(max_length=6)
    applicant_id = models.UUIDField()
    implementation_id = models.UUIDField()
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=300, blank=True)
    mended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="cases_one_mark_of_a_kind_per_case"),
            models.CheckConstraint(condition=Q(kind__in=["promise", "ban"]), name="cases_mark_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["applicant_kind", "applicant_id"],
                condition=Q(mended_at__isnull=True),
                name="cases_marks_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class VerifiedCopy(models.Model):
    """A copy whose original a window has seen, for other applications of the same applicant until its day.

    case   the case in whose ledger the comparison stands; the copy is written with the event
    key    the material there; items are different, so another finds it by its name
    files  public id, name, size and checksum of each, as the case holds them
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="verified_copies")
    key = models.CharField(max_length=60)
    applicant_kind = models.CharField(max_length=6)
    applicant_id = models.UUIDField()
    name = models.CharField(max_length=1000)
    files = models.JSONField(default=list)
    compared_on = models.DateField()
    department_name = models.CharField(max_length=200)
    until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="cases_one_copy_per_material"),
            models.CheckConstraint(
                condition=Q(until__gte=models.F("compared_on")), name="cases_copy_ends_after_it_began"
            ),
        ]
        indexes = [
            models.Index(
                fields=["applicant_kind", "applicant_id", "until"], name="cases_copies_of_applicant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.until}"


class Pace(models.Model):
    """How long cases of an item took, counted by a chore: what it shows is looked up by its key and costs nothing.

    half, eight_in_ten, nine_in_ten  workdays from acceptance to the decision
    """

    implementation_id = models.UUIDField(primary_key=True)
    half = models.PositiveIntegerField()
    eight_in_ten = models.PositiveIntegerField()
    nine_in_ten = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    counted_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.implementation_id} {self.eight_in_ten}"


class Matter(models.Model):
    """What of a case waits for somebody beside the seats; written with the act, gone when it is done.

    department_id  whose officials with the permission are asked; None: those of the government of the region
    staff_id       the one official who is asked, else empty
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="matters")
    kind = models.CharField(max_length=10)
    department_id = models.UUIDField(null=True)
    permission = models.CharField(max_length=60, blank=True)
    staff_id = models.CharField(max_length=36, blank=True)
    region_code = models.CharField(max_length=12)
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["preview", "extension", "hearing", "check"]),
                name="cases_matter_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["department_id", "permission", "due_on", "id"], name="cases_matters_of_department"
            ),
            models.Index(
                fields=["permission", "due_on", "id"],
                condition=Q(department_id__isnull=True, staff_id=""),
                name="cases_matters_of_government",
            ),
            models.Index(
                fields=["staff_id", "due_on", "id"],
                condition=~Q(staff_id=""),
                name="cases_matters_of_official",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class CaseEvent(models.Model):
    """One line of a case's ledger, chained to the one before; the database refuses to change or delete it."""

    pk = models.CompositePrimaryKey("case_id", "seq")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    account_id = models.CharField(max_length=36, blank=True)
    person_id = models.CharField(max_length=36, blank=True)
    staff_id = models.CharField(max_length=36, blank=True)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20)
    department_id = models.CharField(max_length=36, blank=True)
    department_name = models.CharField(max_length=200, blank=True)
    body_id = models.CharField(max_length=36, blank=True)
    body = models.TextField()
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["case"], condition=Q(kind__in=PARTICULAR), name="cases_events_particular"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.seq} {self.kind}"


class Recount(models.Model):
    """One counting anew of the dates of all open cases, written when it was through.

    calendar   what it counted by: the shipped notices and the newest edition imported
    kept       cases with a date that would have come earlier and was left as it was shown
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    calendar = models.CharField(max_length=120)
    examined = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.calendar


class PlanRun(models.Model):
    """One bringing of the running cases of an item to the plan of a newer version, and perhaps its taking back.

    state  ``proposed`` for a second person; ``running`` and ``undoing``: what is left is done by whoever comes next
    doer   the actor who confirmed it or takes it back, as the cases' ledgers name them
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    key = models.CharField(max_length=128, unique=True)
    implementation_id = models.UUIDField()
    item_code = models.CharField(max_length=60)
    item_name = models.CharField(max_length=1000)
    to_version_id = models.UUIDField()
    to_version_no = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    proposed_by = models.CharField(max_length=36, blank=True)
    proposed_name = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField()
    doer = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undo_reason = models.CharField(max_length=500, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "dropped", "running", "done", "undoing", "undone"]),
                name="cases_plan_run_state_is_known",
            ),
            models.UniqueConstraint(
                fields=["implementation_id"],
                condition=Q(state__in=["proposed", "running", "undoing"]),
                name="cases_one_plan_run_in_hand",
            ),
        ]
        indexes = [models.Index(fields=["implementation_id", "-id"], name="cases_plan_runs_of_item")]

    def __str__(self) -> str:
        return f"{self.item_code} v{self.to_version_no}"


class PlanRunCase(models.Model):
    """What a run did with one case.

    result  ``pending moved stays overtaken failed``, and after taking back ``undoing restored kept``
    told    before and after: seats and dates, and the sentence of a refusal with its values
    """

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="plan_runs")
    result = models.CharField(max_length=10, default="pending")
    code = models.CharField(max_length=60, blank=True)
    told = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "case"], name="cases_once_in_a_plan_run"),
            models.CheckConstraint(
                condition=Q(
                    result__in=[
                        "pending",
                        "moved",
                        "stays",
                        "overtaken",
                        "failed",
                        "undoing",
                        "restored",
                        "kept",
                    ]
                ),
                name="cases_plan_run_result_is_known",
            ),
        ]
        indexes = [models.Index(fields=["run", "result", "id"], name="cases_plan_run_results")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.result}"


class Counter(models.Model):
    """A serial and the last number drawn from it; its row is locked while one is drawn."""

    name = models.CharField(max_length=100, primary_key=True)
    value = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """An application that is still being written. It saves itself and is kept until it expires or is submitted.

    answers         as in a case: identity and phone numbers sealed
    materials       material id -> files, each with public id, name, size and checksum
    choice          the way that was chosen: ``promise``, ``follow_up`` with ``gaps``, ``earlier`` licence; empty: ordinary
    pickup_code     keyed index of the code by which a clerk takes it up at a window, once and for a short time
    helper          the official who took it up, and may write in it until ``pickup_until``
    submitted_case  the public id of the case that it became
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    public_id = models.CharField(max_length=26, unique=True)
    account_id = models.UUIDField()
    applicant_kind = models.CharField(max_length=6)
    applicant_id = models.UUIDField()
    implementation_id = models.UUIDField()
    version_id = models.UUIDField()
    item_code = models.CharField(max_length=60)
    item_name = models.CharField(max_length=1000)
    region_code = models.CharField(max_length=12)
    answers = models.JSONField(default=dict)
    materials = models.JSONField(default=dict)
    choice = models.JSONField(default=dict)
    page = models.CharField(max_length=60, blank=True)
    submission_key = models.CharField(max_length=26)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_on = models.DateField()
    pickup_code = models.CharField(max_length=64, blank=True)
    pickup_until = models.DateTimeField(null=True)
    helper = models.CharField(max_length=36, blank=True)
    submitted_case = models.CharField(max_length=26, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["applicant_kind", "applicant_id", "-updated_at"],
                condition=Q(submitted_case=""),
                name="cases_drafts_of_applicant",
            ),
            models.Index(fields=["expires_on"], condition=Q(submitted_case=""), name="cases_drafts_expiring"),
            models.Index(fields=["pickup_code"], condition=~Q(pickup_code=""), name="cases_drafts_by_code"),
        ]

    def __str__(self) -> str:
        return self.public_id
