"""What may be done: departments, posts and appointments; whom one acts for; from when people are reminded."""

from tongban.org.services.establishment import end_placement, move_staff, place_staff, set_establishment
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
    "end_placement",
    "enter_leave",
    "may_enter",
    "move_staff",
    "place_staff",
    "register_department",
    "register_region",
    "register_staff",
    "set_establishment",
    "set_thresholds",
    "unset_thresholds",
]
