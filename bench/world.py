"""The world of the case benches: the sample town, and one item whose plan has three opinions and a decision.

Runs inside a process whose environment names the database; start ``django`` before using it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ITEM = "临时居民身份证申领"
STEPS = ("submit", "accept", "opinion 1", "opinion 2", "opinion 3", "decide", "deliver")
SEATS = (("one", "housing"), ("two", "civil-affairs"), ("three", "property-registry"))


def _seat(key: str, department: str, duty: str = "review") -> dict[str, Any]:
    permission = "case.decide" if duty == "decide" else "case.opinion"
    return {
        "kind": "seat", "key": key, "name": key, "department": department,
        "duty": duty, "permission": permission, "workdays": 2,
    }  # fmt: skip


PLAN = {
    "kind": "steps",
    "of": [
        {"kind": "together", "need": "all", "of": [_seat(*one) for one in SEATS]},
        _seat("decision", "police", "decide"),
    ],
}


@dataclass
class World:
    """Who applies and who acts, and the item they deal with."""

    at: datetime
    code: str
    applicants: list[Any]
    officials: dict[str, Any]
    answers: dict[str, str]
    serial: int = 0
    made: list[str] = field(default_factory=list)

    def drafts(self, count: int) -> list[tuple[Any, str]]:
        """Complete drafts, each with its applicant; no two of them say the same."""
        from tongban.cases import services

        made = []
        for _place in range(count):
            self.serial += 1
            who = self.applicants[self.serial % len(self.applicants)]
            draft = services.open_draft(item_code=self.code, actor=who, at=self.at)
            missing = {name: value for name, value in self.answers.items() if not draft.answers.get(name)}
            answers = missing | {"receipt_no": f"L{self.serial:012d}"}
            services.save_answers(draft=draft.public_id, answers=answers, actor=who, at=self.at)
            made.append((who, draft.public_id))
            if len(made) >= len(self.applicants):
                break
        return made

    def steps(self, who: Any, draft: str) -> list[Any]:
        """The seven writes of one case, each a function without arguments."""
        from tongban.cases import services

        case: dict[str, str] = {}

        def submit() -> None:
            done = services.submit(draft=draft, actor=who, at=self.at, key=f"s-{draft}")
            case["public_id"] = done.public_id
            self.made.append(done.public_id)

        def ask(official: str, key: str) -> dict[str, Any]:
            return {**case, "actor": self.officials[official], "at": self.at, "key": f"{key}-{draft}"}

        def opinion(seat: str, department: str) -> Any:
            return lambda: services.record_opinion(
                **ask(department, seat), seat=seat, verdict="agree", reason="经核对,情况属实。"
            )

        return [
            submit,
            lambda: services.accept(**ask("window", "a")),
            *(opinion(*one) for one in SEATS),
            lambda: services.decide(**ask("police", "d"), approve=True),
            lambda: services.deliver(**ask("window", "h"), method="window"),
        ]


def build() -> World:
    """Load the town without cases and publish the item under the plan of the bench."""
    from django.core.management import call_command

    from tongban.catalogue import queries as catalogue
    from tongban.catalogue import services as items
    from tongban.foundation import clock
    from tongban.foundation.actors import SYSTEM
    from tongban.sample import town
    from tongban.sample.answers import answers_for

    at = clock.now()
    today = clock.day_of(at)
    call_command("migrate", verbosity=0, interactive=False)
    town.load(at, number=0)
    line = next(one for one in catalogue.appliable_items(on=today) if one.name == ITEM)
    fresh = items.draft_from(version_id=line.version_id, changes={}, plan=PLAN, actor=SYSTEM, at=at)
    items.send_to_review(version_id=fresh, actor=SYSTEM, at=at)
    item = items.publish(version_id=fresh, effective_on=today, actor=SYSTEM, at=at)
    answers = answers_for(item, {}, random.Random(1))
    return World(at, item.code, _applicants(item, at), _officials(today), answers)


def _applicants(item: Any, at: datetime) -> list[Any]:
    """People who can apply without a file: the town holds their household register."""
    from tongban.cases import services
    from tongban.catalogue import rules
    from tongban.foundation.actors import SYSTEM, Actor
    from tongban.identity import queries
    from tongban.identity import services as identity
    from tongban.sample import people

    found = []
    for number, resident in enumerate(people.town(at.date()).residents):
        person = queries.person_by_id_number(id_number=resident.id_number)
        if person is None or person.level < 4 or resident.born_on.year > at.year - 20:
            continue
        actor = Actor(
            person_id=person.id, name=person.name, role="citizen", level=person.level, account_id="x"
        )
        needed = tuple(rules.needed(item.materials, {}))
        if len(services.known_materials(needed=needed, actor=actor, at=at)) < len(needed):
            continue
        if queries.accounts_of(person_id=person.id):
            continue
        account = identity.open_account(
            person_id=person.id, login_name=f"bench{number:04d}", password=None, actor=SYSTEM, at=at
        )
        found.append(
            Actor(
                account_id=account.id, person_id=person.id, name=person.name, role="citizen",
                level=person.level, region_code=person.region_code,
            )
        )  # fmt: skip
    return found


def _officials(today: Any) -> dict[str, Any]:
    """One official of the role bar for each department of the plan, and one at the window."""
    from tongban.foundation.ids import new_public_id
    from tongban.identity import queries as identity
    from tongban.org import queries as org

    logins = {
        "window": "linxiaoyan", "police": "majun", "housing": "xuwenbo",
        "civil-affairs": "gaomin", "property-registry": "dengkai",
    }  # fmt: skip
    accounts = {card.login_name: card.id for card in identity.demo_accounts()}
    found = {}
    for place, login in logins.items():
        known = org.signed_in(account_id=accounts[login], session_id=new_public_id(), body_id="", on=today)
        assert known is not None
        found[place] = known.actor
    return found


def session_cookie(account_id: str, at: datetime) -> str:
    """The cookie of an account that has just signed in."""
    from django.contrib.sessions.backends import signed_cookies
    from django.http import HttpRequest

    from tongban.identity import services

    request = HttpRequest()
    request.session = signed_cookies.SessionStore()
    services.begin_session(request=request, account_id=account_id, at=at)
    request.session.save()
    return str(request.session.session_key)
