"""Every door of the house, tried by everybody: who gets in, and that nobody else learns what stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from tests.house import given
from tests.house.given import IDENTITIES, OFFICIALS, PEOPLE, World, made_up
from tongban.foundation import clock

EVERYBODY = frozenset(IDENTITIES)
SIGNED_IN = EVERYBODY - {"visitor"}
APPLICANTS = frozenset(PEOPLE)
OFFICIAL = frozenset(OFFICIALS)
CITIZEN, NEIGHBOUR = frozenset({"citizen"}), frozenset({"neighbour"})
READERS = frozenset({"clerk", "approver", "decider", "supervisor"})


@dataclass(frozen=True)
class Door:
    """One route: for whom it opens on the world's own ids, and which ids its address carries.

    ids  argument of the address -> what it names; a value after "=" is taken as it stands
    """

    route: str
    opens: frozenset[str]
    ids: tuple[str, ...] = ()
    post: bool = False
    real: bool = True

    def address(self, find: Callable[[str], str]) -> str:
        kwargs = {}
        for one in self.ids:
            name, _colon, noun = one.partition(":")
            kwargs[name] = noun[1:] if noun.startswith("=") else find(noun)
        return given.address(self.route, **kwargs)

    @property
    def has_id(self) -> bool:
        return any(":=" not in one for one in self.ids)


CASE, DRAFT, LICENCE = "public_id:case", "public_id:draft", "public_id:licence"
APPLICATION = "public_id:application"
DOORS = [
    Door("portal:home", EVERYBODY),
    Door("portal:me", SIGNED_IN),
    Door("portal:health", EVERYBODY),
    Door("identity:sign_in", EVERYBODY),
    Door("identity:sign_out", EVERYBODY, post=True),
    Door("identity:sign_up", EVERYBODY),
    Door("identity:check_by_hand", frozenset({"clerk"})),
    Door("identity:my_data", SIGNED_IN),
    Door("identity:contact", SIGNED_IN),
    Door("identity:password", SIGNED_IN),
    Door("identity:mandates", frozenset()),
    Door("identity:revoke_mandate", frozenset(), ("mandate_id:mandate",), post=True, real=False),
    Door("org:choose_body", SIGNED_IN, post=True),
    Door("org:choose_role", frozenset(), post=True, real=False),
    Door("org:staff", frozenset({"manager"})),
    Door("org:leave", OFFICIAL),
    Door("org:end_leave", frozenset(), ("leave_id:leave",), post=True, real=False),
    Door("org:thresholds", frozenset({"supervisor"})),
    Door("org:establishment", frozenset({"manager"})),
    Door("org:establish", frozenset({"manager"}), ("act:=place",), post=True),
    Door("org:end_appointment", frozenset({"manager"}), ("appointment_id:appointment",)),
    Door("catalogue:search", EVERYBODY),
    Door("catalogue:items", EVERYBODY),
    Door("catalogue:department", EVERYBODY, ("department_id:department",)),
    Door("catalogue:theme", EVERYBODY, ("subject:=person", "name:=户籍办理"), real=False),
    Door("catalogue:item", EVERYBODY, ("code:item",)),
    Door("catalogue:schema", EVERYBODY, ("code:item",)),
    Door("catalogue:desk-items", frozenset({"administrator"})),
    Door("catalogue:desk-imports", frozenset({"administrator"})),
    Door("catalogue:desk-import", frozenset({"administrator"}), ("public_id:import",), real=False),
    Door("catalogue:desk-version", frozenset({"administrator"}), ("version_id:version",)),
    Door("catalogue:desk-procedure", frozenset({"administrator"}), ("version_id:version",)),
    Door("cases:apply", SIGNED_IN, ("code:item",)),
    Door("cases:draft", NEIGHBOUR, (DRAFT,)),
    Door("cases:draft_save", NEIGHBOUR, (DRAFT,), post=True),
    Door("cases:draft_code", NEIGHBOUR, (DRAFT,), post=True),
    Door("cases:draft_discard", NEIGHBOUR, (DRAFT,)),
    Door("cases:draft_way", NEIGHBOUR, (DRAFT,), real=False),
    Door("cases:draft_materials", NEIGHBOUR, (DRAFT,)),
    Door("cases:draft_upload", NEIGHBOUR, (DRAFT, "material_id:=m1"), post=True),
    Door("cases:draft_reuse", frozenset(), (DRAFT, "material_id:=m1"), post=True),
    Door("cases:draft_remove", NEIGHBOUR, (DRAFT, "material_id:=m1"), post=True),
    Door("cases:draft_check", NEIGHBOUR, (DRAFT,)),
    Door("cases:draft_page", NEIGHBOUR, (DRAFT, "number:=1")),
    Door("cases:case", CITIZEN | OFFICIAL, (CASE,)),
    Door("cases:withdraw", CITIZEN, (CASE,)),
    Door("cases:correction", CITIZEN, (CASE,), real=False),
    Door("cases:hearing", CITIZEN, (CASE,), real=False),
    Door("cases:statement", CITIZEN, (CASE,), real=False),
    Door("cases:supply", CITIZEN, (CASE,), real=False),
    Door("cases:take_back", CITIZEN, (CASE,), real=False),
    Door("cases:copy", frozenset(), (CASE, "file:file"), real=False),
    Door("cases:document", CITIZEN | READERS, (CASE, "kind:=acceptance")),
    Door("cases:document_pdf", CITIZEN | READERS, (CASE, "kind:=acceptance")),
    Door("cases:pick_up", frozenset({"clerk"})),
    Door("cases:opinions", frozenset({"approver"})),
    Door("cases:desk_case", READERS, (CASE,)),
    Door("cases:desk_act", READERS, (CASE, "name:=opinion"), post=True),
    Door("bundles:bundles", EVERYBODY),
    Door("bundles:bundle", EVERYBODY, ("code:bundle",)),
    Door("bundles:start", APPLICANTS, ("code:bundle",)),
    Door("bundles:application", NEIGHBOUR, (APPLICATION,)),
    Door("bundles:situation", NEIGHBOUR, (APPLICATION, "key:=licence")),
    Door("bundles:page", NEIGHBOUR, (APPLICATION, "step:=1-1")),
    Door("bundles:save", NEIGHBOUR, (APPLICATION,), post=True),
    Door("bundles:materials", NEIGHBOUR, (APPLICATION,)),
    Door("bundles:upload", frozenset(), (APPLICATION, "key:=m0"), post=True),
    Door("bundles:remove", NEIGHBOUR, (APPLICATION, "key:=m0"), post=True),
    Door("bundles:check", NEIGHBOUR, (APPLICATION,)),
    Door("bundles:discard", NEIGHBOUR, (APPLICATION,)),
    Door("bundles:desk-bundles", frozenset({"administrator"})),
    Door("bundles:desk-bundle", frozenset({"administrator"}), ("code:bundle",)),
    Door("bundles:hand-over", frozenset(), (APPLICATION,), real=False),
    Door("bundles:desk-draft", frozenset({"administrator"}), ("code:bundle",), post=True),
    Door("bundles:desk-withdraw", frozenset({"administrator"}), ("code:bundle",), post=True),
    Door("bundles:desk-version", frozenset({"administrator"}), ("version_id:bundle version",)),
    Door("bundles:desk-publish", frozenset({"administrator"}), ("version_id:bundle version",), post=True),
    Door("supervision:cards", frozenset({"supervisor"})),
    Door("supervision:card", frozenset({"supervisor"}), ("card_id:card",), real=False),
    Door("licences:wallet", SIGNED_IN),
    Door("licences:show", CITIZEN, (LICENCE,)),
    Door("licences:document", CITIZEN, (LICENCE,)),
    Door("licences:record", CITIZEN, (LICENCE,)),
    Door("licences:tamper", CITIZEN, (LICENCE,), post=True),
    Door("licences:verify", EVERYBODY),
    Door("licences:keys", EVERYBODY),
    Door("licences:offline", EVERYBODY),
    Door("notifications:inbox", SIGNED_IN),
    Door("notifications:read_all", SIGNED_IN, post=True),
    Door("notifications:choose", SIGNED_IN, post=True),
    Door("notifications:open", CITIZEN, ("public_id:message",)),
    Door("files:download", NEIGHBOUR, ("public_id:file",)),
    Door("design:look", EVERYBODY, post=True),
    Door("design:accessibility", EVERYBODY),
    Door("design:patterns", EVERYBODY),
    Door("desk:home", OFFICIAL),
    Door("desk:by_number", OFFICIAL, ("number:number",)),
    Door("desk:intake", frozenset({"clerk"})),
    Door("desk:supervise", frozenset({"supervisor"})),
    Door("desk:audit", frozenset({"supervisor"})),
    Door("desk:plan", frozenset({"administrator"}), ("version_id:version",)),
    Door("desk:plan_change", frozenset({"administrator"}), ("version_id:version",), post=True),
    Door("desk:plan_download", frozenset({"administrator"}), ("version_id:version",)),
    Door("desk:plan_import", frozenset({"administrator"}), ("version_id:version",), post=True),
    Door("desk:tables", frozenset({"administrator"}), ("version_id:version",)),
    Door("desk:table_add", frozenset({"administrator"}), ("version_id:version",), post=True),
    Door("desk:table_import", frozenset({"administrator"}), ("version_id:version",), post=True),
    Door("desk:table", frozenset(), ("version_id:version", "key:=table-1")),
    Door("desk:table_change", frozenset(), ("version_id:version", "key:=table-1"), post=True),
    Door("desk:table_download", frozenset(), ("version_id:version", "key:=table-1")),
    Door("desk:plan_send", frozenset({"administrator"}), ("version_id:version",), post=True),
    Door("desk:plan_return", frozenset({"administrator"}), ("version_id:version",), post=True),
    Door("desk:plan_publish", frozenset({"administrator"}), ("version_id:version",), post=True),
    Door("desk:plan_discard", frozenset({"administrator"}), ("version_id:version",), post=True),
    Door("desk:plan_begin", frozenset({"administrator"}), ("version_id:version",), post=True),
    Door("desk:plan_migrate", frozenset({"administrator"}), ("version_id:version",)),
    Door("desk:migration", frozenset({"administrator"}), ("public_id:migration",)),
    Door("desk:migration_confirm", frozenset({"administrator"}), ("public_id:migration",), post=True),
    Door("desk:migration_drop", frozenset({"administrator"}), ("public_id:migration",), post=True),
    Door("desk:migration_undo", frozenset({"administrator"}), ("public_id:migration",), post=True),
    Door("desk:deliveries", frozenset({"operator"})),
    Door("desk:retry", frozenset({"operator"}), ("delivery_id:delivery",), post=True, real=False),
]
WITHOUT_A_NAME = {"design:None": "favicon.ico"}
HOSTILE_IDS = (
    "\x00",
    "a\x00b",
    "99999999999999999999999",
    "'; DROP TABLE cases_case; --",
    "../../etc/passwd<script>",
    "%s%n{0}${x}",
    "٣😀\u202e",
    "x" * 4000,
)
HOSTILE_QUERIES = ("\x00", "-1", "2026-01-01_x", "9" * 40, "\ud800'", "٣😀")
PARAMETERS = (
    "after", "start", "q", "s", "department", "light", "state", "number", "action", "day", "show", "change",
    "done", "outcome", "next", "guide", "check", "place", "card",
)  # fmt: skip


def test_every_route_stands_in_the_table_of_doors() -> None:
    named = {name for name, where in given.routes() if not where.startswith("api/")}
    assert named == {door.route for door in DOORS} | set(WITHOUT_A_NAME)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.route)
def test_a_door_that_is_not_for_everybody_says_for_whom(door: Door) -> None:
    """The table itself: known identities only, and an address that leads to the route it names."""
    assert door.opens <= EVERYBODY
    try:
        found = resolve(door.address(made_up))
    except Resolver404:
        pytest.fail("its address leads nowhere")
    assert found.view_name == door.route


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: given.AT)
    return World()


def tried(browser: Client, door: Door, address: str, **options: Any) -> Any:
    return browser.post(address, **options) if door.post else browser.get(address, **options)


def what_is_wrong(who: str, door: Door, answer: HttpResponse) -> str:
    """In words, when the door did not do what the table says; empty when it did."""
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
    shut = answer.status_code == 404 or to_sign_in
    if answer.status_code >= 500:
        return "fails"
    if who in door.opens:
        return "is shut" if shut else ""
    if who == "visitor":
        return "" if shut else "is open to visitors"
    return "" if answer.status_code == 404 else "is open"


@pytest.mark.django_db
@pytest.mark.parametrize("who", IDENTITIES)
def test_doors_open_for_whom_the_table_says_and_for_nobody_else(world: World, who: str) -> None:
    wrong = []
    for door in DOORS:
        if door.real:
            address = door.address(world.ids.__getitem__)
            answer = tried(world.browser(who), door, address)
            said = what_is_wrong(who, door, answer)
            wrong += [f"{door.route} {said} for {who}: {answer.status_code}"] if said else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("who", sorted(SIGNED_IN))
def test_unknown_foreign_and_forbidden_are_the_same_page(world: World, who: str) -> None:
    """What is not there, what is another's and what is not for this role: 404 with the same words."""
    browser = world.browser(who)
    expected = {
        (post, desk): given.comparable((browser.post if post else browser.get)(nowhere), nowhere)
        for post in (True, False)
        for desk, nowhere in ((True, "/desk/nowhere/at/all/"), (False, "/nowhere/at/all/"))
    }
    wrong = []
    for door in DOORS:
        addresses = [door.address(made_up)] if door.has_id and door.opens != EVERYBODY else []
        if door.real and who not in door.opens:
            addresses.append(door.address(world.ids.__getitem__))
        for address in addresses:
            answer = tried(browser, door, address, follow=True)
            address = answer.request["PATH_INFO"]
            if (
                answer.status_code != 404
                or given.comparable(answer, address) != expected[door.post, address.startswith("/desk/")]
            ):
                wrong.append(f"{door.route} {address}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", ["visitor", "neighbour", "clerk", "decider", "administrator", "supervisor", "operator"]
)
def test_no_address_makes_the_house_fail(world: World, who: str) -> None:
    """Hostile ids at every door, by both methods, and hostile queries at every door that opens."""
    browser = world.browser(who)
    tries: list[tuple[Callable[[str], Any], str]] = []
    tries += [(browser.get, address) for address in hostile_addresses(who)]
    tries += [(browser.post, address) for address in hostile_addresses(who) if who == "clerk"]
    tries += [(browser.get, address) for address in hostile_queries(world, who)]
    answers = [(act.__name__, address, act(address)) for act, address in tries]
    assert not [
        f"{method} {address[:90]}: {answer.status_code}"
        for method, address, answer in answers
        if answer.status_code >= 500
    ]


def hostile_addresses(who: str) -> list[str]:
    """At every door for a visitor and a clerk; for the others where theirs open, and beside the table of doors."""
    shut = {door.route for door in DOORS if who not in {"visitor", "clerk"} and who not in door.opens}
    found = []
    for name, where in given.routes():
        if "<" in where and not where.startswith("api/") and name not in shut:
            parts = where.split("/")
            found += [
                "/" + "/".join(quote(text, safe="") if "<" in part else part for part in parts)
                for text in HOSTILE_IDS
            ]
    return found


def hostile_queries(world: World, who: str) -> list[str]:
    """All parameters at once with each hostile text, at every door that opens to this person."""
    return [
        door.address(world.ids.__getitem__)
        + "?"
        + "&".join(f"{name}={quote(text, errors='surrogatepass')}" for name in PARAMETERS)
        for door in DOORS
        if door.real and not door.post and who in door.opens
        for text in HOSTILE_QUERIES
    ]
