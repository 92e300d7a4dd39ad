"""Run inside the installation of a story: one item is granted on a promise, and lets a material follow.

Its plan is that of another item, whose officials stand in the bar of roles.

    python -m tests.journeys.enriching

It goes the way of the item administrators: a draft, a review, a publication.
"""

from __future__ import annotations

from dataclasses import replace

import django

PROMISE = {
    "terms": ["本人与归侨之间的亲属关系真实存在", "所填内容与户口登记一致"],
    "consequences": "撤销认定，并记入信用记录；修复之前不再适用告知承诺",
    "replaces": ["returned_proof"],
    "workdays": 1,
    "check_workdays": 30,
}


def main() -> None:
    """Publish the version, once; a second run finds it published."""
    django.setup()
    from tongban.catalogue import queries, services
    from tongban.catalogue.rules import to_plain
    from tongban.foundation import clock
    from tongban.foundation.actors import SYSTEM

    at = clock.now()
    today = clock.day_of(at)
    item, police = (
        queries.item_in_force(code=queries.search(text=words, on=today).hits[0].code, on=today)
        for words in ("侨眷身份", "小孩上户口")
    )
    if item.procedure.commitment is not None:
        return
    editor = replace(SYSTEM, account_id="", permissions=frozenset({"item.edit", "item.publish"}))
    materials = [
        to_plain(one) | ({"necessity": "gap"} if one.id == "photo" else {}) for one in item.materials
    ]
    draft = services.draft_from(
        version_id=item.version_id,
        changes={"procedure": {"commitment": PROMISE, "gap_workdays": 5}, "materials": materials},
        plan=police.plan,
        actor=editor,
        at=at,
    )
    services.send_to_review(version_id=draft, actor=editor, at=at)
    seen = queries.content_proof(version_id=draft)
    services.publish(version_id=draft, effective_on=today, seen=seen, actor=editor, at=at)


if __name__ == "__main__":
    main()
