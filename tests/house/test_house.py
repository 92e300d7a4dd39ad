"""The architecture itself: what import contracts cannot see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "tongban"
# Outside storage.py, each with its reason; everything else is a query of Django's.
SQL_OUTSIDE_STORAGE = {
    "identity/queries.py": "the person of every signed-in page, one prepared statement",
    "flow/queries.py": "the open seats of a case, asked in every step of it",
    "catalogue/rows.py": "the item in force, asked by every page of an application",
    "cases/services/apply.py": "the draft of a submission, read and locked in one statement",
    "cli/demo.py": "the switches of the database while the sample town loads",
    "cli/doctor.py": "the version and the durability of the server",
}
PRIVATE = {"models", "views", "forms", "tasks", "admin", "storage", "adapters"}


def rooms() -> list[Path]:
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def floors() -> dict[str, int]:
    """Each room's height, read from the contract itself: 0 is the roof."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c.get("id") == "floors")
    return {room.strip(): height for height, layer in enumerate(layers) for room in layer.split("|")}


def modules(room: Path) -> list[Path]:
    return [path for path in room.rglob("*.py") if "migrations" not in path.parts]


def imports_of(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def test_the_import_contracts_are_kept() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_keeps_its_storage_to_itself(room: Path) -> None:
    strangers = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in modules(room)
        for name in imports_of(path)
        if name.startswith("tongban.")
        and len(parts := name.split(".")) > 2
        and parts[1] not in {room.name, "foundation", "design"}
        and parts[2] in PRIVATE
        and not (room.name in {"config", "cli"} and parts[2] in {"views", "tasks"})
    ]
    assert not strangers


def test_foreign_keys_point_down() -> None:
    django.setup()
    from django.apps import apps

    height = floors()
    up = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("tongban.")
        for field in model._meta.get_fields()
        if field.many_to_one and field.concrete and field.related_model.__module__.startswith("tongban.")
        and height[field.related_model.__module__.split(".")[1]] < height[model.__module__.split(".")[1]]
    ]  # fmt: skip
    assert not up


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_every_room_says_what_it_is_for(room: Path) -> None:
    words = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert words.split("\n")[0].endswith("."), "one sentence first"
    assert "Chinese term:" in words


def test_only_the_clock_asks_what_time_it_is() -> None:
    """Everything behind the doors is told; the clock itself and monotonic waiting excepted."""
    askers = [
        str(path.relative_to(PACKAGE))
        for room in rooms()
        for path in modules(room)
        if any(
            isinstance(node, ast.Call)
            and ast.unparse(node.func)
            in {"datetime.now", "date.today", "datetime.utcnow", "timezone.now", "time.time"}
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    assert askers == ["foundation/clock.py"]


def test_hand_written_sql_stands_where_it_is_said_to() -> None:
    """Raw cursors: a room's storage for its hot path, and the few statements elsewhere that are named here."""
    users = {
        str(path.relative_to(PACKAGE))
        for room in rooms()
        for path in modules(room)
        if re.search(r"\.cursor\(|\.raw\(|RawSQL|\.extra\(", path.read_text(encoding="utf-8"))
    }
    outside = {name for name in users if not name.endswith("/storage.py")}
    assert outside == set(SQL_OUTSIDE_STORAGE), outside ^ set(SQL_OUTSIDE_STORAGE)


def templates() -> list[Path]:
    return sorted(PACKAGE.rglob("templates/**/*.html"))


@pytest.mark.parametrize("template", templates(), ids=lambda path: "/".join(path.parts[-2:]))
def test_a_template_asks_nothing_of_other_hosts_and_carries_no_script_or_style(template: Path) -> None:
    """The content security policy would stop it; the page would be broken without a word."""
    text = re.sub(r"(?s){% comment.*?endcomment %}|{#.*?#}", "", template.read_text(encoding="utf-8"))
    assert not re.findall(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    fetched = re.findall(
        r"<(?:script|img|link|iframe|source|form|use)[^>]*?(?:src|href|action)=[\"'](\S+?)[\"']", text
    )
    assert not [address for address in fetched if re.match(r"(https?:)?//", address)]


def test_three_quarters_of_all_tests_need_no_database() -> None:
    """Each case of a parametrised test counts; tests of browsers and killed servers count as needing one."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q"], cwd=ROOT, capture_output=True, text=True
    )
    said = re.search(r"no database: (\d+) of (\d+) tests", done.stdout)
    assert said, done.stdout[-2000:] + done.stderr
    plain, all_tests = int(said[1]), int(said[2])
    assert plain >= 0.75 * all_tests, f"{plain} of {all_tests}"


def test_every_sentence_has_its_chinese() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_the_repository_names_no_path_of_a_machine() -> None:
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    secrets = ("/" + "work/", "/" + "root/", "/home/" + "runner")
    wrong = []
    for name in kept:
        path = ROOT / name
        if not path.is_file() or path.suffix not in {
            ".py",
            ".md",
            ".toml",
            ".yaml",
            ".yml",
            ".html",
            ".sh",
            ".json",
            "",
        }:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        wrong += [name for secret in secrets if secret in text]
    assert not wrong
