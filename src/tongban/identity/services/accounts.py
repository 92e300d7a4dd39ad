"""Opening accounts, passwords, and beginning and ending sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth import login, logout, password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.ids import new_public_id
from tongban.foundation.refusals import Fault, Refused, _
from tongban.identity import queries, rules, sealing
from tongban.identity.models import Account, EndedSession, Person
from tongban.identity.queries import AccountCard
from tongban.identity.services.registers import register_person

BACKEND = "django.contrib.auth.backends.ModelBackend"
SESSION_ID = "session_id"


def open_account(
    *,
    person_id: str,
    login_name: str,
    password: str | None,
    encoded_password: str = "",
    kind: str = "public",
    demo_label: str = "",
    demo_order: int | None = None,
    actor: Actor,
    at: datetime,
) -> AccountCard:
    """Open a way in for a person; ``None`` as password opens one that cannot sign in by password.

    encoded_password  a password that was checked and encoded before, in Django's form; used instead
    Refuses a login name that is taken, a second account of the kind, and a password too easy to guess.
    """
    name = rules.checked_login(login_name)
    if password is not None:
        _check_password(password)
    with transaction.atomic():
        if Account.objects.filter(login_name=name).exists():
            raise Refused("identity.login_taken", _("This login name is taken."))
        if Account.objects.filter(person_id=person_id, kind=kind).exists():
            raise Refused("identity.account_exists", _("This person already has an account."))
        row = Account(
            login_name=name,
            person_id=queries.key_of(person_id),
            kind=kind,
            demo_label=demo_label,
            demo_order=demo_order,
            opened_at=at,
        )
        if encoded_password:
            row.password = encoded_password
        else:
            row.set_password(password)
        row.save(force_insert=True)
        _record(actor, "identity.account_opened", row, at, {"kind": kind})
        return queries.account_card(row)


def sign_up(
    *, name: str, id_number: str, phone: str, password: str, actor: Actor, at: datetime
) -> AccountCard | None:
    """Register oneself online: a new person at level 2 with an account whose login name is the phone.

    None when the number or the phone is known already: who is in the register shows the card at a window, so
    that nobody takes over another's record by knowing a name and a number. The door answers the same to both.
    Refuses only what is wrong in itself, naming every field.
    """
    faults: list[Fault] = []
    if not phone.strip():
        faults.append(Fault("phone", _("Enter a mobile number of 11 digits, such as 138 0000 0000.")))
    rules.taken(faults, "password", _check_password, password)
    try:
        entry = rules.person_entry(name=name, id_number=id_number, phone=phone, today=day_of(at))
    except Refused as refusal:
        faults = [*refusal.faults, *faults]
        entry = None
    if entry is None or faults:
        raise Refused("identity.person_wrong", _("Please correct the particulars."), faults=tuple(faults))
    known = Person.objects.filter(id_number_index=sealing.index_of("id_number", entry.id_number)).exists()
    if known or Account.objects.filter(login_name=entry.phone).exists():
        Account().set_password(password)  # the same work as opening one, so that the time tells nothing
        return None
    try:
        with transaction.atomic():
            person = register_person(
                name=entry.name,
                id_number=entry.id_number,
                phone=entry.phone,
                level=rules.Level.SELF_ASSERTED,
                method="self",
                actor=actor,
                at=at,
            )
            return open_account(
                person_id=person.id, login_name=entry.phone, password=password, actor=actor, at=at
            )
    except IntegrityError:  # the same registration came twice at once
        return None


def set_password(*, account_id: str, old: str, new: str, actor: Actor, at: datetime) -> None:
    """Change the password of one's own account; every session of the account ends.

    Refuses a wrong old password and a new one that is too easy to guess.
    """
    row = Account.objects.filter(pk=queries.key_of(account_id)).first()
    if row is None or actor.account_id != account_id:
        raise queries.unknown_account()
    faults: list[Fault] = []
    if not row.check_password(old):
        faults.append(Fault("old", _("This is not your present password.")))
    rules.taken(faults, "new", _check_password, new)
    if faults:
        raise Refused("identity.password_refused", _("The password was not changed."), faults=tuple(faults))
    with transaction.atomic():
        row.set_password(new)
        row.session_epoch += 1
        row.save(update_fields=["password", "session_epoch"])
        _record(actor, "identity.password_changed", row, at, {})


def close_account(*, account_id: str, actor: Actor, at: datetime) -> None:
    """Close a way in; its sessions end at once."""
    with transaction.atomic():
        row = Account.objects.filter(pk=queries.key_of(account_id)).first()
        if row is None:
            raise queries.unknown_account()
        row.is_active = False
        row.session_epoch += 1
        row.save(update_fields=["is_active", "session_epoch"])
        _record(actor, "identity.account_closed", row, at, {})


def end_every_session(*, account_id: str, actor: Actor, at: datetime) -> None:
    """End every session of an account, on every device."""
    with transaction.atomic():
        if not Account.objects.filter(pk=queries.key_of(account_id)).update(
            session_epoch=F("session_epoch") + 1
        ):
            raise queries.unknown_account()
        row = Account.objects.get(pk=account_id)
        _record(actor, "identity.sessions_ended", row, at, {})


def begin_session(*, request: HttpRequest, account_id: str, at: datetime) -> None:
    """Sign the account in on this browser, under a new session that can be ended by itself.

    The door has made sure who it is: by password, or by the role bar of the sample town.
    """
    row = Account.objects.filter(pk=queries.key_of(account_id), is_active=True).first()
    if row is None:
        raise queries.unknown_account()
    request.session.flush()
    login(request, row, backend=BACKEND)
    request.session[SESSION_ID] = new_public_id()
    person = Actor(
        account_id=account_id,
        person_id=str(row.person_id),
        name=queries.names_of(person_ids=[str(row.person_id)]).get(str(row.person_id), ""),
        role="staff" if row.kind == "work" else "citizen",
    )
    _record(person, "identity.signed_in", row, at, {})


def end_session(*, request: HttpRequest, at: datetime) -> None:
    """Sign out: the cookie is emptied, and a copy of it kept elsewhere opens nothing any more."""
    session_id = request.session.get(SESSION_ID, "")
    if session_id:
        EndedSession.objects.get_or_create(session_id=session_id, defaults={"ended_at": at})
    logout(request)


def forget_ended_sessions(*, before: datetime) -> int:
    """Drop the marks of sessions ended so long ago that their cookies have expired by themselves; how many."""
    count, _rows = EndedSession.objects.filter(ended_at__lt=before).delete()
    return count


def _check_password(password: str) -> None:
    try:
        password_validation.validate_password(password)
    except ValidationError as error:
        codes = {problem.code for problem in error.error_list}
        if "password_too_short" in codes:
            raise Refused(
                "identity.password_short", _("Choose a password of at least {least} characters."), least=10
            ) from None
        raise Refused(
            "identity.password_common", _("This password is easy to guess. Choose another one.")
        ) from None


def _record(actor: Actor, action: str, row: Account, at: datetime, detail: Mapping[str, object]) -> None:
    act = Act(
        actor=actor,
        action=action,
        subject_kind="person",
        subject_id=str(row.person_id),
        case_id=None,
        purpose="",
        detail={"account": str(row.pk), **detail},
    )
    audit.record(act, at)
