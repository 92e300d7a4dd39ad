"""What may be done with persons, bodies, accounts and mandates."""

from tongban.identity.services.accounts import (
    begin_session,
    close_account,
    end_every_session,
    end_session,
    forget_ended_sessions,
    open_account,
    set_password,
    sign_up,
)
from tongban.identity.services.mandates import grant_mandate, grant_mandate_to, revoke_mandate
from tongban.identity.services.registers import (
    add_family_tie,
    change_body_status,
    change_contact,
    check_by_hand,
    raise_level,
    register_body,
    register_person,
)

__all__ = [
    "add_family_tie",
    "begin_session",
    "change_body_status",
    "change_contact",
    "check_by_hand",
    "close_account",
    "end_every_session",
    "end_session",
    "forget_ended_sessions",
    "grant_mandate",
    "grant_mandate_to",
    "open_account",
    "raise_level",
    "register_body",
    "register_person",
    "revoke_mandate",
    "set_password",
    "sign_up",
]
