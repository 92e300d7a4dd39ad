"""The numbers that the statutes fix for a case, each with its source and the day from which it holds.

A changed law adds a line; the old line stays, so that an old case is still counted by its own law.
"""

from __future__ import annotations

from datetime import date

from tongban.foundation.provisions import Provision
from tongban.foundation.refusals import _

COMPLETENESS_WORKDAYS = (
    Provision(
        _("Administrative License Law, art. 32(4) with art. 82"),
        date(2004, 7, 1),
        5,
        "workday",
        "to say what is missing",
    ),
)
"""To say, once and completely, what is missing; after it the application counts as accepted from its receipt."""

DECISION_WORKDAYS = (
    Provision(
        _("Administrative License Law, art. 42(1) with art. 82"), date(2004, 7, 1), 20, "workday", "to decide"
    ),
)
"""To decide, counted from the day after acceptance, when no special law sets another period."""

JOINT_DECISION_WORKDAYS = (
    Provision(
        _("Administrative License Law, art. 42(2) with art. 82"),
        date(2004, 7, 1),
        45,
        "workday",
        "to decide together",
    ),
)
"""To decide where several departments decide together, jointly or centrally."""

EXTENSION_WORKDAYS = (
    Provision(
        _("Administrative License Law, art. 42(1) with art. 82"),
        date(2004, 7, 1),
        10,
        "workday",
        "of extension, on approval of the head of the agency",
    ),
)
"""The longest extension, once, approved by the head of the agency before the period ends."""

JOINT_EXTENSION_WORKDAYS = (
    Provision(
        _("Administrative License Law, art. 42(2) with art. 82"),
        date(2004, 7, 1),
        15,
        "workday",
        "of extension, on approval of the head of the government",
    ),
)
"""The longest extension of joint handling, approved by the head of the people's government of that level."""

HEARING_ASK_DAYS = (
    Provision(
        _("Administrative License Law, art. 47 with art. 82"),
        date(2004, 7, 1),
        5,
        "workday",
        "to ask for a hearing",
    ),
)
"""To ask for a hearing once told of it. Counted in workdays, the reading that favours the applicant."""

HEARING_HOLD_WORKDAYS = (
    Provision(
        _("Administrative License Law, art. 47 with art. 82"),
        date(2004, 7, 1),
        20,
        "workday",
        "to hold a hearing",
    ),
)
"""To organise the hearing from the day it is asked for."""

HEARING_NOTICE_WORKDAYS = (
    Provision(
        _("Administrative License Law, art. 48(1) with art. 82"),
        date(2004, 7, 1),
        7,
        "workday",
        "of notice before a hearing",
    ),
)
"""How long before the hearing its time and place are told."""

RENEWAL_LEAD_DAYS = (
    Provision(
        _("Administrative License Law, art. 50"), date(2004, 7, 1), 30, "day", "before expiry to renew"
    ),
)
"""How long before its end the renewal of a licence is applied for; calendar days, as for the applicant."""

FALSE_MATERIALS_BAN_YEARS = (
    Provision(_("Administrative License Law, art. 78"), date(2004, 7, 1), 1, "year", "of ban"),
)
"""No new application after false materials, for items of public safety, health and property."""

FRAUD_BAN_YEARS = (
    Provision(_("Administrative License Law, art. 79"), date(2004, 7, 1), 3, "year", "of ban"),
)
"""No new application after a permission obtained by deceit or bribery, for the same items."""

DELIVERY_WORKDAYS = (
    Provision(
        _("Administrative License Law, art. 44 with art. 82"), date(2004, 7, 1), 10, "workday", "to deliver"
    ),
)
"""To issue and deliver the licence, counted from the day after the decision."""

RECONSIDERATION_DAYS = (
    Provision(
        _("Administrative Reconsideration Law (1999), art. 9"),
        date(1999, 10, 1),
        60,
        "day",
        "for reconsideration",
    ),
    Provision(
        _("Administrative Reconsideration Law (2023), art. 20"),
        date(2024, 1, 1),
        60,
        "day",
        "for reconsideration",
    ),
)
"""To apply for reconsideration, from the day the act is known; calendar days."""

LITIGATION_MONTHS = (
    Provision(
        _("Administrative Litigation Law (1989), art. 39"), date(1990, 10, 1), 3, "month", "for a suit"
    ),
    Provision(_("Administrative Litigation Law (2014), art. 46"), date(2015, 5, 1), 6, "month", "for a suit"),
)
"""To bring a suit, from the day the act is known; months."""

LITIGATION_AFTER_REVIEW_DAYS = (
    Provision(
        _("Administrative Litigation Law (1989), art. 38"),
        date(1990, 10, 1),
        15,
        "day",
        "for a suit after reconsideration",
    ),
    Provision(
        _("Administrative Litigation Law (2014), art. 45"),
        date(2015, 5, 1),
        15,
        "day",
        "for a suit after reconsideration",
    ),
)
"""To bring a suit against the decision on reconsideration, from its receipt; calendar days."""

ONLINE_RECONSIDERATION = (
    Provision(
        _("Administrative Reconsideration Law (2023), art. 22"),
        date(2024, 1, 1),
        True,
        "",
        "an online channel is named",
    ),
)
"""A decision delivered through the Internet names an Internet channel for reconsideration at the same time."""

CORRECTION_ANSWER_DAYS = (
    Provision(
        _("Rule of this platform; the law sets no period"),
        date(2000, 1, 1),
        60,
        "day",
        "to answer a correction notice",
    ),
)
"""Time an applicant has to answer a correction notice when the item says nothing; calendar days."""

DRAFT_DAYS = (Provision(_("Rule of this platform"), date(2000, 1, 1), 90, "day", "to finish a draft"),)
"""A draft is kept this long after it was last changed."""

COPY_DAYS = (
    Provision(_("Rule of this platform"), date(2000, 1, 1), 365, "day", "to use a compared copy again"),
)
"""The longest time for which a copy whose original a window has seen may serve other applications."""

INSPECTION_WORKDAYS = (
    Provision(
        _("Administrative License Law, art. 55(2) with art. 82"),
        date(2004, 7, 1),
        5,
        "workday",
        "to send two officials or more to inspect, test or look for disease",
    ),
)
"""To send those who inspect, test or look for disease, from the day of acceptance."""

PROVISIONS = (
    COMPLETENESS_WORKDAYS,
    DECISION_WORKDAYS,
    JOINT_DECISION_WORKDAYS,
    EXTENSION_WORKDAYS,
    JOINT_EXTENSION_WORKDAYS,
    HEARING_ASK_DAYS,
    HEARING_HOLD_WORKDAYS,
    HEARING_NOTICE_WORKDAYS,
    RENEWAL_LEAD_DAYS,
    FALSE_MATERIALS_BAN_YEARS,
    FRAUD_BAN_YEARS,
    DELIVERY_WORKDAYS,
    RECONSIDERATION_DAYS,
    LITIGATION_MONTHS,
    LITIGATION_AFTER_REVIEW_DAYS,
    ONLINE_RECONSIDERATION,
    CORRECTION_ANSWER_DAYS,
    DRAFT_DAYS,
    COPY_DAYS,
    INSPECTION_WORKDAYS,
)
