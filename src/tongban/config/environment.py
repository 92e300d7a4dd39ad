"""The environment, read once, typed, and loud when a value is not what it should be."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingWrong(SystemExit):
    """A setting that cannot be used; says which, why and how to mend it."""


@dataclass(frozen=True)
class Options:
    """What an operator may set, each as ``TONGBAN_<NAME>``."""

    HOME: Path
    DEMO: bool
    DATABASE_URL: str
    SECRET_KEY: str
    HOSTS: tuple[str, ...]
    BASE_URL: str
    HTTPS: bool
    LOG_LEVEL: str
    EMAIL_BACKEND: str
    EMAIL_FROM: str
    KEYS_PASSPHRASE: str
    SIGNATURE: str
    INLINE_WORKER: bool
    LICENCE_PLATFORM: str

    @property
    def UPLOADS(self) -> Path:  # noqa: N802 - reads like the settings beside it
        return self.HOME / "files"

    @property
    def KEYS(self) -> Path:  # noqa: N802
        return self.HOME / "keys.json"

    @property
    def INDEX(self) -> Path:  # noqa: N802
        return self.HOME / "search"


def _flag(environ: Mapping[str, str], name: str, default: bool) -> bool:
    text = environ.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise SettingWrong(f"{name}={text!r}: say 1 or 0.")


def _address(environ: Mapping[str, str], name: str) -> str:
    """An address of another system; empty when there is none."""
    text = environ.get(name, "").strip().rstrip("/")
    if text and urlsplit(text).scheme not in {"http", "https"}:
        raise SettingWrong(f"{name}={text!r}: say an address that begins with http:// or https://.")
    return text


def _secret(home: Path, given: str) -> str:
    """The given secret, or one made on first start and kept in a file that only this user may read."""
    if given:
        if len(given) < 50:
            raise SettingWrong("TONGBAN_SECRET_KEY is too short: it needs 50 characters or more.")
        return given
    path = home / "secret.txt"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64), encoding="ascii")
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def read_options(environ: Mapping[str, str]) -> Options:
    """The options of this process. Raises SettingWrong for a value that cannot be used."""
    home = Path(environ.get("TONGBAN_HOME", "") or "var").expanduser().resolve()
    signature = environ.get("TONGBAN_SIGNATURE", "") or "sm2"
    if signature not in {"sm2", "ecdsa"}:
        raise SettingWrong(f"TONGBAN_SIGNATURE={signature!r}: say sm2 or ecdsa.")
    return Options(
        HOME=home,
        DEMO=_flag(environ, "TONGBAN_DEMO", False),
        DATABASE_URL=environ.get("TONGBAN_DATABASE_URL", ""),
        SECRET_KEY=_secret(home, environ.get("TONGBAN_SECRET_KEY", "")),
        HOSTS=tuple(h for h in environ.get("TONGBAN_HOSTS", "127.0.0.1,localhost").split(",") if h),
        BASE_URL=(environ.get("TONGBAN_BASE_URL", "") or "http://127.0.0.1:8000").rstrip("/"),
        HTTPS=_flag(environ, "TONGBAN_HTTPS", False),
        LOG_LEVEL=environ.get("TONGBAN_LOG_LEVEL", "") or "WARNING",
        EMAIL_BACKEND=environ.get("TONGBAN_EMAIL_BACKEND", "")
        or "django.core.mail.backends.filebased.EmailBackend",
        EMAIL_FROM=environ.get("TONGBAN_EMAIL_FROM", "") or "tongban@localhost",
        KEYS_PASSPHRASE=environ.get("TONGBAN_KEYS_PASSPHRASE", ""),
        SIGNATURE=signature,
        INLINE_WORKER=_flag(environ, "TONGBAN_INLINE_WORKER", False),
        LICENCE_PLATFORM=_address(environ, "TONGBAN_LICENCE_PLATFORM"),
    )


def read_database(options: Options) -> dict[str, Any]:
    """Django's description of the database: SQLite in the home folder, or the PostgreSQL of the address given."""
    if not options.DATABASE_URL:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(options.HOME / "tongban.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: with WAL, NORMAL can lose an acknowledged commit on power loss.
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
            },
            "TEST": {"NAME": str(options.HOME / "test.sqlite3")},
        }
    parts = urlsplit(options.DATABASE_URL)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise SettingWrong("TONGBAN_DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "tongban.config.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2},
    }


def option_names() -> tuple[str, ...]:
    return tuple(f"TONGBAN_{field.name}" for field in fields(Options))


OPTIONS = read_options(os.environ)
