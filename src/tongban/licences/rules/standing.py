"""When a licence counts: its states, the changes that the law knows, and its standing on a day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from tongban.foundation.refusals import Refused, _


class State(StrEnum):
    """The states of a licence and their codes in exchange between platforms."""

    VALID = "01"
    SUSPENDED = "02"
    REVOKED = "03"
    DEREGISTERED = "04"
    LAPSED = "05"
    TRANSFERRED = "06"
    FORFEITED = "07"
    OTHER = "99"


class Change(StrEnum):
    """What may happen to a licence."""

    ISSUE = "issue"
    SUPERSEDE = "supersede"
    SUSPEND = "suspend"
    RESTORE = "restore"
    REVOKE = "revoke"
    FORFEIT = "forfeit"
    DEREGISTER = "deregister"
    EXPIRE = "expire"
    TRANSFER = "transfer"


class Standing(StrEnum):
    """How a licence stands on a day."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    DEREGISTERED = "deregistered"
    TRANSFERRED = "transferred"
    FORFEITED = "forfeited"
    OTHER = "other"


def state_word(state: State) -> str:
    """The word for a state, marked for translation."""
    words = {
        State.VALID: _("In force"),
        State.SUSPENDED: _("Suspended"),
        State.REVOKED: _("Revoked"),
        State.DEREGISTERED: _("Deregistered"),
        State.LAPSED: _("Lapsed"),
        State.TRANSFERRED: _("Transferred to another place"),
        State.FORFEITED: _("Forfeited"),
        State.OTHER: _("Other"),
    }
    return words[state]


_LIVE = frozenset({State.VALID, State.SUSPENDED})
_ALLOWED: dict[Change, tuple[frozenset[State], State]] = {
    Change.SUPERSEDE: (frozenset({State.VALID}), State.LAPSED),
    Change.SUSPEND: (frozenset({State.VALID}), State.SUSPENDED),
    Change.RESTORE: (frozenset({State.SUSPENDED}), State.VALID),
    Change.REVOKE: (_LIVE, State.REVOKED),
    Change.FORFEIT: (_LIVE, State.FORFEITED),
    # Deregistration closes the register after a lapse, a revocation or a forfeiture too (art. 70).
    Change.DEREGISTER: (_LIVE | {State.LAPSED, State.REVOKED, State.FORFEITED}, State.DEREGISTERED),
    Change.EXPIRE: (_LIVE, State.LAPSED),
    Change.TRANSFER: (frozenset({State.VALID}), State.TRANSFERRED),
}
_BASIS = {
    Change.REVOKE: _("Administrative License Law, art. 69"),
    Change.DEREGISTER: _("Administrative License Law, art. 70"),
    Change.FORFEIT: _("Administrative Penalty Law, art. 9(3)"),
    Change.SUSPEND: _("Administrative Penalty Law, art. 9(3)"),
}
_OPERATION_CODES = {
    Change.ISSUE: "01",
    Change.SUSPEND: "03",
    Change.EXPIRE: "04",
    Change.DEREGISTER: "05",
    Change.RESTORE: "06",
}


def next_state(state: State, change: Change) -> State:
    """The state after a change. Refuses a change that the present state does not allow."""
    before, after = _ALLOWED.get(change, (frozenset(), state))
    if state not in before:
        raise Refused(
            "licences.change_not_allowed",
            _("This licence has ended or already stands so; this change is no longer possible."),
            basis=basis_of(change),
            state=state.value,
            change=change.value,
        )
    return after


def basis_of(change: Change) -> str:
    """The legal basis of a change, empty where none is laid down."""
    return _BASIS.get(change, "")


def operation_code(change: Change) -> str:
    """The code of a change in exchange between platforms; 07 stands for what has none of its own."""
    return _OPERATION_CODES.get(change, "07")


def standing(
    *, state: State, valid_from: date, valid_to: date | None, superseded: bool, on: date
) -> Standing:
    """How the licence stands on a day; the last day of validity still counts in full.

    superseded  whether it lapsed because a newer one took its place
    """
    if state is State.LAPSED:
        return Standing.SUPERSEDED if superseded else Standing.EXPIRED
    if state is not State.VALID:
        return _ENDED[state]
    if valid_to is not None and on > valid_to:
        return Standing.EXPIRED
    return Standing.NOT_YET if on < valid_from else Standing.VALID


_ENDED = {
    State.SUSPENDED: Standing.SUSPENDED,
    State.REVOKED: Standing.REVOKED,
    State.DEREGISTERED: Standing.DEREGISTERED,
    State.TRANSFERRED: Standing.TRANSFERRED,
    State.FORFEITED: Standing.FORFEITED,
    State.OTHER: Standing.OTHER,
}


def serial_number(year: int, counted: int, tail: str) -> str:
    """The serial of a new licence: year, count, and a random tail so that no identifier can be guessed.

    Source: GB/T 36904-2018, upper-case letters and digits, 9 to 32 of them
    """
    serial = f"{year:04d}{counted:07d}{tail}"
    if not (9 <= len(serial) <= 32 and serial.isascii() and serial.isalnum() and serial.upper() == serial):
        raise ValueError(f"{serial!r} is not a serial")
    return serial


def next_version(version: int) -> int | None:
    """The version of a re-issue under the same serial; None when three digits are used up and a new serial is due."""
    return version + 1 if version < 999 else None
