"""Run in the server's environment after the last kill: deliver what is due, then count what there is."""

from __future__ import annotations

import json
from collections import Counter


def main() -> dict[str, object]:
    import django

    django.setup()
    from django.apps import apps

    from tongban.foundation import clock
    from tongban.outbox import services as outbox

    deliver(outbox, clock)
    rows = {
        name: apps.get_model(name).objects
        for name in ("cases.Case", "licences.Licence", "outbox.Delivery", "outbox.Event")
    }
    cases = {
        str(row.pk): {
            "public_id": row.public_id,
            "number": row.number,
            "state": row.state,
            "version": row.version,
            "outcome": row.outcome,
        }
        for row in rows["cases.Case"].all()
    }
    per_case = Counter(
        str(one) for one in rows["licences.Licence"].exclude(case_id=None).values_list("case_id", flat=True)
    )
    for key, case in cases.items():
        case["licences"] = per_case[key]
    return {
        "cases": list(cases.values()),
        "undelivered": rows["outbox.Delivery"].filter(done_at=None).count(),
        "not_spread": rows["outbox.Event"].filter(spread_at=None).count(),
        "errors": list(
            rows["outbox.Delivery"].exclude(last_error="").values_list("reaction", "last_error")[:5]
        ),
    }


def deliver(outbox: object, clock: object) -> None:
    """Until nothing is due, a failed one's waiting time included."""
    from datetime import timedelta

    at = clock.now() + timedelta(hours=1)  # type: ignore[attr-defined]
    while True:
        done = outbox.deliver_due(at, limit=1_000)  # type: ignore[attr-defined]
        if not done.n:
            return


if __name__ == "__main__":
    print(json.dumps(main()))
