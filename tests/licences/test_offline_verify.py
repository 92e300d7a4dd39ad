"""The program that checks licences offline: standard library only, against OpenSSL and against our own door."""

from __future__ import annotations

import ast
import json
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.licences import given
from tongban.foundation import crypto
from tongban.licences import offline_verify, rules

KEYRINGS = {"sm2": crypto.Keyring.fresh("sm2"), "ecdsa": crypto.Keyring.fresh("ecdsa")}


def keys_file(keyring: crypto.Keyring) -> str:
    return json.dumps(
        {"keys": [key.plain() for key in keyring.public_keys().values() if key.purpose == "licence"]}
    )


def download(keyring: crypto.Keyring) -> str:
    record = rules.record_text(given.facts())
    digest = rules.hash_algorithm(keyring.algorithm)
    seal = given.a_seal(keyring, record_hash=crypto.digest(record.encode(), digest).hex())
    return json.dumps({"record": record, "code": rules.code_of(seal)}, ensure_ascii=False)


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(offline_verify.__file__).read_text(encoding="utf-8"))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or "" for node in named
    }
    assert {module.split(".")[0] for module in modules} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("size", [0, 1, 3, 55, 56, 63, 64, 65, 200])
def test_its_own_sm3_is_that_of_openssl(size: int) -> None:
    data = secrets.token_bytes(size)
    assert offline_verify.sm3_in_python(data) == crypto.sm3(data)


def test_its_own_sm3_gives_the_published_digest() -> None:
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert offline_verify.sm3_in_python(b"abc").hex() == expected


@pytest.mark.parametrize("algorithm", ["sm2", "ecdsa"])
def test_it_accepts_what_the_house_signs_and_nothing_else(algorithm: str) -> None:
    keyring = KEYRINGS[algorithm]
    point = keyring.signing_key("licence").public.point
    for _turn in range(3):
        data = secrets.token_bytes(100)
        signature = crypto.sign(keyring, "licence", data).value
        assert offline_verify.signature_is_good(algorithm, point, signature, data)
        assert not offline_verify.signature_is_good(algorithm, point, signature, data + b"!")
        bent = bytes([signature[0] ^ 1]) + signature[1:]
        assert not offline_verify.signature_is_good(algorithm, point, bent, data)


@pytest.mark.parametrize("algorithm", ["sm2", "ecdsa"])
def test_it_refuses_numbers_out_of_range_and_points_off_the_curve(algorithm: str) -> None:
    point = KEYRINGS[algorithm].signing_key("licence").public.point
    assert not offline_verify.signature_is_good(algorithm, point, bytes(64), b"x")
    assert not offline_verify.signature_is_good(algorithm, point, b"\xff" * 64, b"x")
    assert not offline_verify.signature_is_good(algorithm, b"\x01" * 64, b"\x01" * 64, b"x")


def test_a_signature_made_by_the_openssl_command_is_accepted(tmp_path: Path) -> None:
    run = _openssl(tmp_path)
    run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", "key.pem")
    run("pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der")
    (tmp_path / "data").write_bytes(b"licence")
    run(
        "pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-inkey", "key.pem", "-in", "data", "-out", "signature",
        "-pkeyopt", "distid:1234567812345678",
    )  # fmt: skip
    point = (tmp_path / "public.der").read_bytes()[-64:]
    from tongban.foundation.crypto.encoding import der_to_pair

    signature = der_to_pair((tmp_path / "signature").read_bytes())
    assert offline_verify.signature_is_good("sm2", point, signature, b"licence")


def _openssl(folder: Path):  # type: ignore[no-untyped-def]
    def run(*arguments: str) -> None:
        done = subprocess.run(
            ["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            pytest.skip(f"this openssl command has no SM2: {done.stderr[:200]}")

    return run


@pytest.mark.parametrize("algorithm", ["sm2", "ecdsa"])
def test_a_downloaded_record_is_genuine_offline(
    algorithm: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    keyring = KEYRINGS[algorithm]
    (tmp_path / "keys.json").write_text(keys_file(keyring))
    (tmp_path / "record.json").write_text(download(keyring), encoding="utf-8")
    assert offline_verify.main([str(tmp_path / "keys.json"), str(tmp_path / "record.json")]) == 0
    assert capsys.readouterr().out.startswith("GENUINE")


def test_one_changed_character_of_the_record_is_found_offline(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    keyring = KEYRINGS["sm2"]
    (tmp_path / "keys.json").write_text(keys_file(keyring))
    (tmp_path / "record.json").write_text(download(keyring).replace("欧阳·明", "欧阳·朋"), encoding="utf-8")
    assert offline_verify.main([str(tmp_path / "keys.json"), str(tmp_path / "record.json")]) == 1
    assert "changed after it was signed" in capsys.readouterr().out


def test_a_code_is_checked_offline_bare_or_in_its_address(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    keyring = KEYRINGS["sm2"]
    path = tmp_path / "keys.json"
    path.write_text(keys_file(keyring))
    code = rules.code_of(given.a_seal(keyring))
    assert offline_verify.main([str(path), code]) == 0
    assert offline_verify.main([str(path), f"https://gov.example/verify/?q={code}"]) == 0
    assert "欧阳**" in capsys.readouterr().out
    forged = rules.code_of(given.a_seal(crypto.Keyring.fresh()))
    assert offline_verify.main([str(path), forged]) == 1


@pytest.mark.parametrize("text", ["TB1.", "TB1." + "." * 8, "TB1.a.b.c.d.e.f.g.h.i", "TB1.é.b.c.d.e.f.g.h.i"])
def test_what_is_no_code_is_not_understood(text: str, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(keys_file(KEYRINGS["sm2"]))
    assert offline_verify.main([str(path), text]) == 2


def test_it_runs_as_a_file_copied_anywhere(tmp_path: Path) -> None:
    copy = tmp_path / "check.py"
    copy.write_bytes(Path(offline_verify.__file__).read_bytes())
    (tmp_path / "keys.json").write_text(keys_file(KEYRINGS["sm2"]))
    (tmp_path / "record.json").write_text(download(KEYRINGS["sm2"]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(copy), "keys.json", "record.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
