"""Reading bundles: what is offered and what is not yet, applications and where their parts stand. Returns cards."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tongban.bundles import rules, sealing
from tongban.bundles.models import Application, Bundle, Part, Version
from tongban.cases import queries as cases
from tongban.cases import rules as case_rules
from tongban.cases.providers import Belonging, Sibling
from tongban.cases.rules import FileRef
from tongban.catalogue import queries as catalogue
from tongban.catalogue.rules import ItemCard
from tongban.design import links
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused
from tongban.foundation.sentences import Sentence
from tongban.licences import queries as licences


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One line of the list of bundles.

    offered  it can be applied for here; else ``members`` are the items as its source names them
    """

    code: str
    name: str
    subject: str
    national_no: int
    document: str
    guides: int
    offered: bool
    members: tuple[str, ...]
    source: str
    edition: str


@dataclass(frozen=True, slots=True)
class BundleCard:
    """A version of a bundle with the items that its members name, as they are in force on a day.

    missing  names of the members that cannot be applied for at present
    proof    of its content, by which a page knows it again
    """

    id: str
    code: str
    version_id: str
    version_no: int
    state: str
    content: rules.Content
    items: Mapping[str, ItemCard]
    missing: tuple[str, ...]
    national_no: int
    document: str
    proof: str = ""

    @property
    def name(self) -> str:
        return self.content.name

    @property
    def offered(self) -> bool:
        """Whether it can be applied for today."""
        return self.state == "published" and not self.missing

    @property
    def form(self) -> tuple[rules.Merged, ...]:
        """The questions of all its items, each once, whatever the situation."""
        forms = {one.item_code: self.items[one.item_code].fields for one in self.members}
        return rules.merged_fields(forms, self.content.joined)

    @property
    def members(self) -> tuple[rules.Member, ...]:
        """The members that become cases and whose items are known."""
        return tuple(one for one in self.content.cases if one.item_code in self.items)


@dataclass(frozen=True, slots=True)
class ApplicationCard:
    """A bundle that somebody applies for; its answers are readable."""

    id: str
    public_id: str
    bundle_code: str
    bundle_name: str
    version_id: str
    applicant_kind: str
    applicant_id: str
    situation: dict[str, tuple[str, ...]]
    answers: dict[str, str]
    materials: dict[str, tuple[FileRef, ...]]
    submission_key: str
    saved_at: datetime
    expires_on: date
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartCard:
    """One part of an application that was handed in.

    stand   where it stands
    after   names of the parts whose result it waits for
    draft   the draft that waits for its applicant; reason says why
    """

    item_code: str
    item_name: str
    stand: rules.Stand
    case: cases.CaseCard | None
    after: tuple[str, ...]
    draft: str
    reason: Sentence | None


def bundles() -> tuple[BundleLine, ...]:
    """All bundles that any list names, those offered here first, then the national ones by number."""
    offered = set(Version.objects.filter(state="published").values_list("bundle_id", flat=True))
    lines = [_line(row, row.pk in offered) for row in Bundle.objects.all()]
    return tuple(sorted(lines, key=lambda one: (not one.offered, one.national_no or 999, one.name)))


def offered() -> tuple[BundleLine, ...]:
    """The bundles that can be applied for here."""
    rows = Bundle.objects.filter(versions__state="published").order_by("name")
    return tuple(_line(row, True) for row in rows)


def _line(row: Bundle, is_offered: bool) -> BundleLine:
    return BundleLine(
        code=row.code,
        name=row.name,
        subject=row.subject,
        national_no=row.national_no,
        document=row.document,
        guides=row.guides,
        offered=is_offered,
        members=tuple(row.members_said),
        source=row.source,
        edition=row.edition,
    )


def bundle_line(*, code: str) -> BundleLine:
    """One bundle of the lists. Refuses an unknown one."""
    row = Bundle.objects.filter(code=code).first()
    if row is None:
        raise rules.not_found()
    return _line(row, Version.objects.filter(bundle=row, state="published").exists())


def bundle_in_force(*, code: str, on: date) -> BundleCard | None:
    """The version that is offered, with its items as they stand on a day; None when none is offered."""
    row = Version.objects.select_related("bundle").filter(bundle__code=code, state="published").first()
    return card_of(row, on) if row else None


def version(*, version_id: str, on: date) -> BundleCard:
    """One version of any age and state. Refuses an unknown one."""
    row = Version.objects.select_related("bundle").filter(pk=key_of(version_id)).first()
    if row is None:
        raise rules.not_found()
    return card_of(row, on)


def versions_of(*, code: str) -> tuple[Version, ...]:
    """The versions of a bundle, the newest first: for this room's own desk."""
    return tuple(Version.objects.select_related("bundle").filter(bundle__code=code).order_by("-version_no"))


def card_of(row: Version, on: date) -> BundleCard:
    """The card of a version; its bundle must be loaded with it."""
    content = rules.content_from(row.content)
    items = items_of(content, on)
    return BundleCard(
        id=str(row.bundle_id),
        code=row.bundle.code,
        version_id=str(row.pk),
        version_no=row.version_no,
        state=row.state,
        content=content,
        items=items,
        missing=tuple(
            one.name
            for one in content.cases
            if one.item_code not in items or not items[one.item_code].appliable
        ),
        national_no=row.bundle.national_no,
        document=row.bundle.document,
        proof=row.content_sha256,
    )


def items_of(content: rules.Content, on: date) -> dict[str, ItemCard]:
    """The items that the members name and the catalogue has, by task code."""
    found = {}
    for one in content.cases:
        try:
            found[one.item_code] = catalogue.item_in_force(code=one.item_code or "-", on=on)
        except Refused:
            continue
    return found


def application_for(*, actor: Actor, public_id: str) -> ApplicationCard | None:
    """The actor's own application; None for everybody else, and when there is none."""
    row = Application.objects.select_related("bundle").filter(public_id=public_id).first()
    return application_card(row) if row is not None and is_own(row, actor) else None


def is_own(row: Application, actor: Actor) -> bool:
    """Whether the actor applies in this row, for herself or for the body she acts for in all its items."""
    own = (row.applicant_kind, str(row.applicant_id)) == actor.applicant
    return actor.is_signed_in and not actor.is_staff and own and _covers(row, actor)


def _covers(row: Application, actor: Actor) -> bool:
    """Whether a mandate that is limited to some items reaches all of this application."""
    if actor.items is None:
        return True
    if row.submitted_at is not None:
        return all(actor.covers(part.item_code) for part in row.parts.all())
    content = rules.content_from(row.version.content)
    return all(actor.covers(one.item_code) for one in rules.needed(content, row.situation) if one.item_code)


def applications_of(*, actor: Actor) -> tuple[ApplicationCard, ...]:
    """The bundles that the actor applies for, the last touched first."""
    kind, key = actor.applicant
    rows = Application.objects.select_related("bundle").filter(applicant_kind=kind, applicant_id=key_of(key))
    return tuple(application_card(row) for row in rows.order_by("-updated_at") if _covers(row, actor))


def application_card(row: Application) -> ApplicationCard:
    """The card of an application's row."""
    return ApplicationCard(
        id=str(row.pk),
        public_id=row.public_id,
        bundle_code=row.bundle.code,
        bundle_name=row.bundle.name,
        version_id=str(row.version_id),
        applicant_kind=row.applicant_kind,
        applicant_id=str(row.applicant_id),
        situation={key: tuple(values) for key, values in row.situation.items()},
        answers=sealing.unseal(row.answers),
        materials={key: tuple(FileRef(**one) for one in files) for key, files in row.materials.items()},
        submission_key=row.submission_key,
        saved_at=row.updated_at,
        expires_on=row.expires_on,
        submitted_at=row.submitted_at,
    )


def parts_of(*, application_id: str, today: date) -> tuple[PartCard, ...]:
    """The parts of an application that was handed in, predecessors first, each with its case."""
    rows = list(Part.objects.filter(application_id=key_of(application_id)).order_by("position"))
    became = cases_of_parts(rows)
    found = {
        row.item_code: cases.case_card(public_id=became[row.item_code], today=today)
        if row.item_code in became
        else None
        for row in rows
    }
    where = rules.stands(
        {
            code: rules.CaseSeen(one.closed_at is not None, one.outcome) if one else None
            for code, one in found.items()
        },
        {row.item_code: bool(row.draft or row.reason) for row in rows},
        {row.item_code: row.after for row in rows},
    )
    names = {row.item_code: row.item_name for row in rows}
    return tuple(
        PartCard(
            item_code=row.item_code,
            item_name=row.item_name,
            stand=where[row.item_code],
            case=found[row.item_code],
            after=tuple(names[code] for code in row.after if code in names),
            draft=row.draft,
            reason=Sentence(row.reason["sentence"], row.reason["values"]) if row.reason else None,
        )
        for row in rows
    )


def cases_of_parts(parts: Iterable[Part]) -> dict[str, str]:
    """The public ids of the cases that parts became, by task code; also of those that their applicant handed in."""
    listed = list(parts)
    left = [one.draft for one in listed if one.draft and not one.case_public_id]
    became = cases.submitted_as(drafts=left) if left else {}
    found = {one.item_code: one.case_public_id or became.get(one.draft, "") for one in listed}
    return {code: public_id for code, public_id in found.items() if public_id}


def part_of(case: cases.CaseCard) -> Part | None:
    """The part that a case is, with its application; None when it stands alone.

    One that was left to its applicant is known by the draft that became the case.
    """
    rows = Part.objects.select_related("application__version__bundle")
    part = rows.filter(case_id=key_of(case.id)).first()
    if part is not None:
        return part
    left = rows.filter(
        case_id__isnull=True,
        item_code=case.item_code,
        application__applicant_kind=case.applicant_kind,
        application__applicant_id=key_of(case.applicant_id),
    ).exclude(draft="")
    return next((one for one in left if case.public_id in cases_of_parts([one]).values()), None)


def belonging(actor: Actor, case: cases.CaseCard, today: date) -> Belonging | None:
    """To which bundle a case belongs, with the sibling cases that this official may read (SIT-4); None when to none."""
    part = part_of(case)
    if part is None:
        return None
    row = part.application
    content = rules.content_from(row.version.content)
    return Belonging(
        name=row.bundle.name,
        url=links.address("bundle-application", public_id=row.public_id),
        situation=situation_said(content, row.situation),
        siblings=tuple(_siblings(actor, part, today)),
        hand_over_url=_hand_over_url(actor, row.public_id, today),
    )


def deliverable_parts(*, actor: Actor, application: str, today: date) -> tuple[cases.CaseCard, ...] | None:
    """The cases of an application whose results this official hands over; None when there are none for her."""
    row = Application.objects.filter(public_id=application).first()
    if row is None or not actor.is_staff:
        return None
    found = []
    for public_id in cases_of_parts(row.parts.order_by("position")).values():
        view = cases.case_for_staff(actor=actor, public_id=public_id, today=today)
        if view is not None and case_rules.delivers(actor, view.facts):
            found.append(view.card)
    return tuple(found) or None


def _hand_over_url(actor: Actor, application: str, today: date) -> str:
    """Where the official hands over all decided results at once; empty when less than two parts are hers or none is decided."""
    mine = deliverable_parts(actor=actor, application=application, today=today) or ()
    if len(mine) < 2 or not any(one.state == case_rules.State.DECIDED for one in mine):
        return ""
    return links.address("hand-over", public_id=application)


def _siblings(actor: Actor, part: Part, today: date) -> Iterator[Sibling]:
    """For officials only: the applicant's own page shows all parts together."""
    if not actor.is_staff:
        return
    others = Part.objects.filter(application_id=part.application_id).exclude(pk=part.pk).order_by("position")
    for public_id in cases_of_parts(others).values():
        view = cases.case_for_staff(actor=actor, public_id=public_id, today=today)
        if view is not None:
            url = links.address("desk-case", public_id=public_id)
            yield Sibling(view.card.item_name, view.card.department_name, view.card.status, url)


def situation_said(content: rules.Content, situation: rules.Answers) -> tuple[tuple[str, str], ...]:
    """The questions of a situation with the answers in words."""
    return tuple(
        (
            question.text,
            "、".join(one.label for one in question.options if one.value in situation.get(question.key, ())),
        )
        for question in rules.asked(content.questions, situation)
    )


def file_owner(application: str, material: str) -> str:
    """Under which owner the files of one material of an application lie."""
    return f"{application}.{material}"


def may_have_file(actor: Actor, owner: str) -> bool:
    """Whether the actor may have the files of one material: the applicant, or who may read a case that holds it."""
    row = _of_owner(owner)
    return row is not None and (is_own(row, actor) or bool(case_with_file(actor, owner)))


def case_with_file(actor: Actor, owner: str) -> str:
    """The public id of a case that holds this material and that the official may read; empty when there is none."""
    row = _of_owner(owner)
    if row is None or not actor.is_staff:
        return ""
    files = {one["public_id"] for one in row.materials.get(owner.partition(".")[2], ())}
    for public_id in cases_of_parts(row.parts.all()).values():
        if cases.may_have_case_file(actor, public_id):
            held = cases.refold(case_id=cases.case_card(public_id=public_id).id).materials
            if files & {one.public_id for material in held for one in material.files}:
                return public_id
    return ""


def _of_owner(owner: str) -> Application | None:
    return Application.objects.filter(public_id=owner.partition(".")[0]).first()


def holds(*, actor: Actor, kind: str, on: date) -> bool:
    """Whether the applicant holds a valid licence of this type."""
    holder_kind, holder_id = actor.applicant
    return kind in licences.kinds_held_by(holder_kind=holder_kind, holder_id=holder_id, on=on)


def key_of(text: str) -> uuid.UUID:
    """The key that a text writes; the nil key, which nothing has, for any other text."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return uuid.UUID(int=0)
