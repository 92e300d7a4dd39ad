"""The small world of ``given`` put into the database: types, holders, accounts, licences."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends import signed_cookies
from django.http import HttpRequest
from django.test import Client

from tests.licences import given
from tongban.foundation import clock
from tongban.foundation.actors import SYSTEM, Actor
from tongban.identity import services as identity
from tongban.licences import queries, rules, services

OFFICER = Actor(
    account_id="a-officer",
    person_id="p-officer",
    name="周警官",
    staff_id="s-1",
    department_name="海棠市公安局",
    role="staff",
)


def a_type(code: str = given.RESIDENCE_PERMIT, name: str = "居住证", single: bool = True) -> str:
    """A type of licence in the catalogue."""
    apps.get_model("catalogue", "LicenceType").objects.get_or_create(
        type_code=code,
        defaults={
            "name": name,
            "definer": "公安部",
            "definer_uscc": code[:18],
            "face_fields": [["address", "居住地址"], ["sex", "性别"]],
            "single_instance": single,
        },
    )
    return code


def a_person(number: int = 1, name: str = "欧阳·明") -> Any:
    return identity.register_person(name=name, id_number=given.resident_id(number), actor=SYSTEM, at=given.AT)


def a_body(number: int = 300, name: str = "海棠市梧桐饭店有限公司") -> Any:
    return identity.register_body(name=name, uscc=given.uscc(number), actor=SYSTEM, at=given.AT)


def issue(person: Any, **changes: Any) -> queries.LicenceCard:
    """A residence permit for a person, or with ``holder_kind="body"`` for a body."""
    a_type()
    values: dict[str, Any] = {
        "holder_kind": "person",
        "holder_id": person.id,
        "holder_name": person.name,
        "type_code": given.RESIDENCE_PERMIT,
        "face": {"address": "海棠市东城区梧桐路1号", "sex": "女"},
        "case_id": None,
        "item_code": "",
        "issuer_uscc": given.POLICE,
        "issuer_name": "海棠市公安局",
        "at": given.AT,
        "valid_from": given.TODAY,
        "valid_to": date(2027, 11, 19),
        "actor": OFFICER,
    }
    return services.issue(**(values | changes))


def actor_of(person: Any) -> Actor:
    return Actor(account_id=person.id, person_id=person.id, name=person.name, role="citizen", level=3)


def stock(person: Any, number: int = 1, **changes: Any) -> rules.StockLicence:
    """A household register entered from the old books."""
    values: dict[str, Any] = {
        "holder_kind": "person",
        "holder_id": person.id,
        "holder_name": person.name,
        "holder_code": given.resident_id(number),
        "type_code": f"{given.POLICE}002",
        "type_name": "居民户口簿",
        "issuer_uscc": given.POLICE,
        "issuer_name": "海棠市公安局",
        "number": f"HK{number:08d}",
        "issued_on": date(2015, 3, 1),
        "valid_from": date(2015, 3, 1),
        "face": {"address": "海棠市东城区梧桐路1号"},
    }
    return rules.StockLicence(**(values | changes))


def signed_in(person: Any) -> Client:
    """A browser in which the person has signed in."""
    account = identity.open_account(
        person_id=person.id, login_name=f"u{person.id[-12:]}", password=None, actor=SYSTEM, at=given.AT
    )
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = signed_cookies.SessionStore()  # type: ignore[assignment]
    identity.begin_session(request=request, account_id=account.id, at=clock.now())
    request.session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client
