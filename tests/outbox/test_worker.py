"""The operator's command: deliver once and say what came of it."""

from __future__ import annotations

import argparse

import pytest

from tests.outbox.given import AT, CaseClosed
from tongban.cli import worker
from tongban.outbox import queries, registry, services

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("works", "code", "said"), [(True, 0, "3 delivered, 0 failed"), (False, 1, "0 delivered, 3 failed")]
)
def test_the_worker_delivers_what_is_due_and_says_how_it_went(
    works: bool, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def react(event: object, at: object) -> None:
        if not works:
            raise RuntimeError

    before = registry.table()
    services.register({CaseClosed: [react]})
    try:
        for number in range(3):
            services.announce(CaseClosed(str(number)), f"case-{number}", AT)
        assert worker.run(argparse.Namespace(once=True, every=0.3)) == code
    finally:
        registry._House.table = before
    assert capsys.readouterr().out.strip() == said
    assert (queries.pending_count() == 0) is works
