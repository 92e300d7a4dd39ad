"""The sample town walks in through the services."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused
from tongban.identity import queries as identity
from tongban.org import queries as org
from tongban.sample import people

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)


def test_the_town_walks_in_once() -> None:
    loaded = people.load(AT)
    today = day_of(AT)
    assert (len(loaded.persons), len(loaded.bodies)) == (300, 80)
    assert len(org.departments()) == 14
    assert len(org.all_staff(on=today)) == 48
    father = loaded.persons["wang-xiaoming"]
    kinds = {card.person.name: card.kind for card in identity.family_of(person_id=father)}
    assert kinds == {"陈静怡": "spouse", "王若曦": "child", "王建国": "parent"}
    agent = identity.bodies_actable_by(person_id=loaded.persons["zhou-lixin"], on=today)
    assert len(agent) == 3
    roles = identity.demo_accounts()
    assert [role.login_name for role in roles][:2] == ["wangxiaoming", "zhaohaiyan"]
    clerk = org.actor_for(account_id=loaded.accounts["linxiaoyan"], on=today)
    assert clerk is not None
    assert clerk.may("case.accept")
    assert not clerk.may("case.decide")
    request = RequestFactory().post("/sign-in/")
    assert authenticate(request, login_name="wangxiaoming", password=people.DEMO_PASSWORD) is not None
    with pytest.raises(Refused):
        people.load(AT)
