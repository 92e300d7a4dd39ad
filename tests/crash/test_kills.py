"""``kill -9`` at any moment under load: nothing acknowledged is lost, nothing is done twice, everything verifies."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crash.clients import Client, Town
from tests.server import Server, fresh_database

pytestmark = [pytest.mark.crash, pytest.mark.timeout(3_600)]
KILLS = 200 if os.environ.get("TONGBAN_DEEP") else 40
CLIENTS = 8
ITEMS = ("临时居民身份证申领", "公共租赁住房租赁补贴资格确认")
DELIVERY = 1  # the house delivers by itself, after the licence
HERE = Path(__file__).parent


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with fresh_database(os.environ.get("TONGBAN_DATABASE_URL", "")) as database_url:
        made = Server(tmp_path, database_url=database_url)
        try:
            yield made
        finally:
            made.kill()


def script(server: Server, name: str) -> Any:
    """What a script of this folder tells when it is run in the server's environment."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.crash.{name}"],
        cwd=HERE.parents[1], env={**server.environment, "DJANGO_SETTINGS_MODULE": "tongban.config.settings"},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_forty_kills_under_load_lose_nothing_and_do_nothing_twice(server: Server) -> None:
    seed = int(os.environ.get("TONGBAN_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    hand = random.Random(seed)
    print(f"TONGBAN_SEED={seed}")
    server.home.mkdir(parents=True, exist_ok=True)
    prepared = script(server, "preparing")
    server.start()
    town = Town(server.port, prepared)
    town.open(ITEMS, seed)
    clients = [Client(town, number) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    slowest = kill_again_and_again(server, town, hand)
    town.stop.set()
    for client in clients:
        client.join(300)
    assert not any(client.is_alive() for client in clients), "a client still waits for its answer"
    assert not town.faults, town.faults
    server.kill()

    counted = script(server, "counting")
    say(town, counted, slowest)
    nothing_is_lost(town, counted)
    nothing_is_done_twice(town, counted)
    proved = server.command("verify")
    assert proved.returncode == 0, proved.stdout + proved.stderr


def kill_again_and_again(server: Server, town: Town, hand: random.Random) -> float:
    """Kill and start, as often as is asked; the slowest start."""
    slowest = 0.0
    for _kill in range(KILLS):
        time.sleep(hand.uniform(0.05, 1.5))
        server.kill()
        started = time.monotonic()
        server.start()
        slowest = max(slowest, time.monotonic() - started)
        if town.faults:
            break
    assert slowest <= 10, f"ready again only after {slowest:.1f} s"
    return slowest


def nothing_is_lost(town: Town, counted: dict[str, Any]) -> None:
    """Every act that was acknowledged is there once, on the case that was named; and what follows from it followed."""
    cases = {case["public_id"]: case for case in counted["cases"]}
    for one in town.done:
        case = cases.get(one.public_id)
        assert case is not None, f"lost: {one}"
        assert case["number"] == one.number
        assert case["version"] >= one.version, f"lost: {one} of {case}"
    acts = Counter(one.public_id for one in town.done)
    unlike = [case for case in cases.values() if case["version"] != acts[case["public_id"]] + DELIVERY]
    assert not unlike, f"not every act exactly once: {unlike}"
    assert (counted["undelivered"], counted["not_spread"]) == (0, 0), counted["errors"]
    assert {(case["state"], case["outcome"]) for case in cases.values()} == {("delivered", "approved")}


def nothing_is_done_twice(town: Town, counted: dict[str, Any]) -> None:
    """One case for each application, one number for each case, one licence for each case, each act once."""
    cases = counted["cases"]
    submitted = sorted(one.public_id for one in town.done if one.act == "submit")
    assert sorted(case["public_id"] for case in cases) == submitted, (
        "a case that nobody applied for, or twice"
    )
    assert len({case["number"] for case in cases}) == len(cases)
    assert {case["licences"] for case in cases} == {1}


def say(town: Town, counted: dict[str, Any], slowest: float) -> None:
    repeated = sum(session.repeated for session in town.sessions)
    print(
        f"{KILLS} kills, {len(counted['cases'])} cases, {len(town.done)} acts acknowledged, {repeated} requests "
        f"repeated, slowest start {slowest:.1f} s"
    )
