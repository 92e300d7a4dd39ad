"""The generated pages of docs/ say what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/pages.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_refusal_code_is_used_for_one_sentence() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    import pages

    seen: dict[str, set[str]] = {}
    for refusal in pages.refusals():
        seen.setdefault(refusal.code, set()).add(refusal.sentence)
    assert seen
    twice = {code: sentences for code, sentences in seen.items() if len(sentences) > 1}
    assert not twice


def test_every_event_has_a_reaction_or_a_stated_reason_for_none() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    import pages

    lonely = [event.name for event in pages.events() if not event.reactions and not event.why_none]
    assert not lonely


def test_every_provision_has_a_source() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    import pages

    provisions = pages.provisions()
    assert provisions
    assert all(provision.source and provision.since for provision in provisions)
