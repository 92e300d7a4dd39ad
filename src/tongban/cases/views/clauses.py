"""Stock sentences for opinions and decisions; officials tick them and add their own words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongban.catalogue.rules import ItemCard

SURVEY = (
    _("Visited on the spot; what was found agrees with the application."),
    _("Checked the neighbours' and the community's records; they agree with the application."),
    _("What was found on the spot differs from the application, as written below."),
)
REVIEW = (
    _("Compared with the records of this department; the conditions are met."),
    _("The materials are complete and agree with one another."),
    _("The records of this department differ from the application, as written below."),
)
DECISION = (_("The conditions of the item are met."),)


def for_duty(duty: str) -> list[str]:
    """The stock sentences of a seat that advises."""
    return [str(one) for one in (SURVEY if duty == "survey" else REVIEW)]


def for_decision(item: ItemCard) -> list[str]:
    """The stock sentences of a decision: a yes, and the grounds on which this item is usually refused."""
    return [*(str(one) for one in DECISION), *item.refusal_reasons]
