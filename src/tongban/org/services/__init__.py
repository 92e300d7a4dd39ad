"""What may be done: departments, posts and appointments; whom one acts for; from when people are reminded."""

from tongban.org.services.leave import end_leave, enter_leave, may_enter
from tongban.org.services.posts import (
    appoint,
    choose_body,
    choose_role,
    create_post,
    end_appointment,
    register_department,
    register_region,
    register_staff,
)
from tongban.org.services.thresholds import set_thresholds, unset_thresholds

__all__ = [
    "appoint",
    "choose_body",
    "choose_role",
    "create_post",
    "end_appointment",
    "end_leave",
    "enter_leave",
    "may_enter",
    "register_department",
    "register_region",
    "register_staff",
    "set_thresholds",
    "unset_thresholds",
]
