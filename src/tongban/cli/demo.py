"""``tongban demo``: from nothing to the sample town in a browser, with one command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

HELP = "Migrate, load the sample town when it is not there yet, and serve it."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", action="store_true", help="prepare everything, then leave")


def run(options: argparse.Namespace) -> int:
    os.environ["TONGBAN_DEMO"] = "1"
    if options.port != 8000:
        os.environ.setdefault("TONGBAN_BASE_URL", f"http://{options.host}:{options.port}")
    from tongban.cli.commands import start_django

    start_django()
    if not prepare():
        return 1
    if options.no_serve:
        return 0
    from tongban.cli import serve

    print(welcome(options.host, options.port), flush=True)
    return serve.run(argparse.Namespace(host=options.host, port=options.port, workers=1, threads=4))


def prepare() -> bool:
    """Bring the database, the static files and the sample town to where the server needs them; twice does no harm."""
    from django.conf import settings

    from tongban.cli.preparing import bring_static_files, bring_tables
    from tongban.foundation import clock
    from tongban.sample import town

    settings.TONGBAN.HOME.mkdir(parents=True, exist_ok=True)
    bring_tables()
    bring_static_files()
    if town.is_loaded():
        return True
    if town.is_begun():
        print(
            "示例城市上次没有装完。请删除数据目录后重新开始 / The sample town was left half loaded: remove the data folder and "
            f"start again: {settings.TONGBAN.HOME.name}/",
            file=sys.stderr,
        )
        return False
    print("正在装入示例城市“海棠市” / loading the sample town …", flush=True)
    with unhurried():
        report = town.load(clock.now())
    print(
        f"{report.persons} 人 · {report.bodies} 家单位 · {report.items} 个事项 · {report.licences} 份证照 · {report.cases} 个办件"
    )
    return True


# What makes the database not wait for the disk, and what makes it wait again.
UNHURRIED = {
    "sqlite": (("PRAGMA synchronous=OFF",), ("PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA synchronous=FULL")),
    "postgresql": (("SET synchronous_commit = off",), ("RESET synchronous_commit",)),
}


@contextmanager
def unhurried() -> Iterator[None]:
    """Do not wait for the disk after every step while an empty house is filled; a half-filled one is not used."""
    from django.db import connection

    before, after = UNHURRIED[connection.vendor]
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in after:
                cursor.execute(statement)


def welcome(host: str, port: int) -> str:
    """Where to look and how to sign in, in both languages."""
    from tongban.sample.people import DEMO_PASSWORD

    return f"""
  通办 Tongban · 示例城市“海棠市”(演示数据,均为虚构)

    打开 / open       http://{host}:{port}/
    换角色 / role     每页顶部的“演示”条 / the 演示 bar on top of every page
    或登录 / sign in  用户名 wangxiaoming,密码 {DEMO_PASSWORD}
    停止 / stop       Ctrl-C
"""
