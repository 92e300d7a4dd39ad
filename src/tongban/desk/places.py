"""The places of the desk: what each official has to do with, as tabs."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.foundation.actors import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """One tab: its words, its address, whether it is the one shown."""

    label: str
    url: str
    here: bool


HOME = {"case.opinion", "case.decide", "case.direct", "case.direct_joint"}
PLACES = (
    ("desk:home", gettext_noop("Waiting for my opinion"), HOME),
    ("desk:intake", gettext_noop("To be accepted"), {"case.accept", "case.correct"}),
    ("cases:pick_up", gettext_noop("Help with a draft"), {"case.accept"}),
    ("identity:check_by_hand", gettext_noop("Identity by hand"), {"case.accept"}),
    ("desk:supervise", gettext_noop("All open cases"), {"supervise.read"}),
    (
        "org:leave",
        gettext_noop("Leave and stand-ins"),
        HOME | {"case.accept", "case.deliver", "staff.manage"},
    ),
    ("supervision:cards", gettext_noop("Cards given"), {"supervise.read", "case.direct"}),
    ("org:thresholds", gettext_noop("Lights and reminders"), {"supervise.set"}),
    ("bundles:desk-bundles", gettext_noop("Bundles"), {"item.edit"}),
    ("catalogue:desk-items", gettext_noop("Service items"), {"item.edit"}),
    ("desk:audit", gettext_noop("Audit log"), {"audit.read"}),
    ("desk:deliveries", gettext_noop("Deliveries"), {"outbox.retry"}),
    ("org:establishment", gettext_noop("Establishment"), {"establishment.keep"}),
    ("org:staff", gettext_noop("Posts and people"), {"staff.manage"}),
)


def places_for(actor: Actor, here: str = "") -> tuple[Place, ...]:
    """The tabs that this official's permissions open."""
    return tuple(
        Place(_(label), reverse(name), name == here)
        for name, label, permissions in PLACES
        if actor.permissions & permissions
    )
