"""The cryptographic door: published answers, two independent oracles, and what must never verify."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import gmalg
import gmssl.sm2
import gmssl.sm3
import gmssl_pyx
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.foundation import crypto
from tongban.foundation.crypto import digests, ecdsa, encoding, openssl, sealing, sm2
from tongban.foundation.crypto.keyring import Keyring, KeyringWrong, KeyUnknown
from tongban.foundation.crypto.signatures import PublicKey, Signature, SignatureFailed
from tongban.foundation.crypto.vectors import SM2

keyring_module = sys.modules[Keyring.__module__]
RINGS = {algorithm: Keyring.fresh(algorithm) for algorithm in ("sm2", "ecdsa")}


@pytest.fixture(params=["sm2", "ecdsa"])
def ring(request: pytest.FixtureRequest) -> Keyring:
    return RINGS[request.param]


# Digests


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
        (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    ],
)
def test_sm3_gives_the_published_digest(data: bytes, expected: str) -> None:
    assert crypto.sm3(data).hex() == expected
    fallback = digests._CryptographySm3()
    fallback.update(data)
    assert fallback.hexdigest() == expected


def test_a_digest_may_be_fed_in_pieces_and_asked_twice() -> None:
    for hasher in (crypto.new_digest("sm3"), digests._CryptographySm3()):
        hasher.update(b"ab")
        hasher.digest()
        hasher.update(b"c")
        assert hasher.digest() == crypto.sm3(b"abc")


def test_an_unknown_digest_is_a_fault() -> None:
    with pytest.raises(ValueError, match="md5"):
        crypto.digest(b"", "md5")


@given(st.binary(max_size=300))
def test_digests_agree_with_other_libraries(data: bytes) -> None:
    assert crypto.sm3(data).hex() == gmssl.sm3.sm3_hash(list(data))
    assert crypto.sm3(data) == gmssl_pyx.sm3_hash(data)
    assert crypto.digest(data, "sha256") == hashlib.sha256(data).digest()


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_keyed_digests_agree_with_another_library(key: bytes, data: bytes) -> None:
    padded = key or b"\0"
    assert crypto.keyed_digest(padded.ljust(16, b"\0"), data) == gmssl_pyx.sm3_hmac(
        padded.ljust(16, b"\0"), data
    )


# Signatures


def test_the_signature_printed_in_the_standard_verifies_by_both_paths() -> None:
    assert sm2.verify(SM2.point, SM2.signature, SM2.message, avoiding="gmssl-pyx")
    assert sm2.verify(SM2.point, SM2.signature, SM2.message, avoiding="openssl")
    assert not sm2.verify(SM2.point, SM2.signature, SM2.message + b"!")


def test_sm4_gives_the_published_block() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert block.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_opens_what_another_library_sealed() -> None:
    key, nonce = b"k" * 16, b"n" * 12
    body, tag = gmssl_pyx.sm4_gcm_encrypt(key, nonce, b"row 1", b"secret")
    assert sealing.unseal("sm4", key, nonce + body + tag, b"row 1") == b"secret"


def test_a_library_of_the_system_is_trusted_only_after_the_published_vector(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    system = openssl.system()
    assert system is None or openssl._knows_sm2(system)
    if system is not None:
        monkeypatch.setattr(openssl.Openssl, "verify", lambda *arguments: True)
        assert not openssl._knows_sm2(system), "it accepts everything"
        monkeypatch.setattr(openssl.Openssl, "verify", lambda *arguments: False)
        assert not openssl._knows_sm2(system), "it accepts nothing"


@given(st.binary(max_size=200))
@settings(max_examples=8)
def test_two_oracles_accept_our_sm2_signatures_and_we_accept_theirs(data: bytes) -> None:
    # The key of the standard: gmssl strips leading 0s and 4s from a public key, so a random one fails at times.
    value, _provider = sm2.sign(SM2.number, SM2.point, data)
    oracle = gmalg.SM2(SM2.number, uid=SM2.signer, pk=b"\x04" + SM2.point)
    assert oracle.verify(data, value[:32], value[32:])
    theirs = b"".join(part.rjust(32, b"\0") for part in oracle.sign(data))
    assert sm2.verify(SM2.point, theirs, data)
    other = gmssl.sm2.CryptSM2(private_key=SM2.number.hex(), public_key=SM2.point.hex())
    assert other.verify_with_sm3(value.hex(), data)
    assert sm2.verify(SM2.point, bytes.fromhex(other.sign_with_sm3(data)), data)


@given(st.binary(max_size=200))
@settings(max_examples=25)
def test_another_library_accepts_our_ecdsa_signatures(data: bytes) -> None:
    signature = crypto.sign(RINGS["ecdsa"], "licence", data)
    public = serialization.load_pem_public_key(RINGS["ecdsa"].public_key(signature.key_id).pem.encode())
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(encoding.pair_to_der(signature.value), data, ec.ECDSA(hashes.SHA256()))


def test_a_signature_verifies_only_with_its_key_its_data_and_its_algorithm(ring: Keyring) -> None:
    signature = crypto.sign(ring, "licence", b"data")
    key = ring.public_key(signature.key_id)
    assert crypto.verify(key, signature, b"data")
    assert not crypto.verify(key, signature, b"Data")
    assert not crypto.verify(ring.signing_key("audit").public, signature, b"data")
    other = "ecdsa" if ring.algorithm == "sm2" else "sm2"
    assert not crypto.verify(key, Signature(other, signature.key_id, signature.value), b"data")
    assert not crypto.verify(key, Signature("rsa", signature.key_id, signature.value), b"data")


@given(st.sampled_from(["sm2", "ecdsa"]), st.integers(0, 511))
@settings(max_examples=40)
def test_one_bit_changed_never_verifies(algorithm: str, bit: int) -> None:
    ring = RINGS[algorithm]
    signature = crypto.sign(ring, "audit", b"leaf")
    value = bytearray(signature.value)
    value[bit // 8] ^= 1 << bit % 8
    changed = Signature(signature.algorithm, signature.key_id, bytes(value))
    assert not crypto.verify(ring.public_key(signature.key_id), changed, b"leaf")


@given(st.sampled_from(["sm2", "ecdsa"]), st.binary(max_size=80))
def test_any_bytes_are_simply_no_signature(algorithm: str, value: bytes) -> None:
    key = RINGS[algorithm].signing_key("licence").public
    assert not crypto.verify(key, Signature(algorithm, key.key_id, value), b"data")
    assert not crypto.verify(key, Signature(algorithm, key.key_id, b"\0" * 64), b"data")
    assert not crypto.verify(
        PublicKey("x", "licence", algorithm, value), Signature(algorithm, "x", b"\1" * 64), b""
    )


@given(st.integers(1, (1 << 256) - 1), st.integers(1, (1 << 256) - 1))
def test_short_numbers_are_padded_on_the_left(first: int, second: int) -> None:
    raw = first.to_bytes(32, "big") + second.to_bytes(32, "big")
    der = encoding.pair_to_der(raw)
    assert encoding.der_to_pair(der) == raw
    assert der == encode_dss_signature(first, second)


def test_a_signature_whose_number_begins_with_a_zero_byte_keeps_its_64_bytes() -> None:
    key = RINGS["sm2"].signing_key("licence")
    for number in range(5_000):
        data = number.to_bytes(4, "big")
        value, _provider = sm2.sign(key.number, key.public.point, data)
        if value[0] == 0 or value[32] == 0:
            assert len(value) == 64
            assert sm2.verify(key.public.point, value, data)
            return
    pytest.fail("no short number in 5,000 signatures: the random source is broken")


@pytest.mark.parametrize(
    "der",
    [
        "",
        "3000",
        "30060201010201",
        "300602010102010101",
        "3007020200010201" + "01",
        "31060201010201" + "01",
        "3006020100020100ff",
    ],
)
def test_malformed_der_is_refused(der: str) -> None:
    with pytest.raises(ValueError, match=r"DER|form|bytes"):
        encoding.der_to_pair(bytes.fromhex(der))


def test_a_signature_that_does_not_verify_at_once_is_never_given_out(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    curve = sm2 if ring.algorithm == "sm2" else ecdsa
    monkeypatch.setattr(curve, "sign", lambda number, point, data: (b"\1" * 64, "a broken library"))
    with pytest.raises(SignatureFailed, match="a broken library"):
        crypto.sign(ring, "licence", b"data")


def test_without_openssl_everything_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openssl, "system", lambda: None)
    ring = Keyring.fresh("sm2")
    signature = crypto.sign(ring, "licence", b"data")
    assert crypto.verify(ring.public_key(signature.key_id), signature, b"data")
    modern = Keyring.fresh("ecdsa")
    signature = crypto.sign(modern, "licence", b"data")
    assert crypto.verify(modern.public_key(signature.key_id), signature, b"data")


def test_threads_sign_with_the_same_key_at_once(ring: Keyring) -> None:
    def round_trip(number: int) -> bool:
        data = str(number).encode()
        signature = crypto.sign(ring, "licence", data)
        return crypto.verify(ring.public_key(signature.key_id), signature, data)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(round_trip, range(80)))


def _sign_in_child(data: bytes) -> str:
    return crypto.sign(RINGS["sm2"], "licence", data).value.hex()


def test_a_forked_process_signs_with_numbers_of_its_own() -> None:
    crypto.sign(RINGS["sm2"], "licence", b"before")
    with get_context("fork").Pool(2) as pool:
        values = pool.map(_sign_in_child, [b"same"] * 4)
    assert len({value[:64] for value in values}) == 4


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command on this machine")
def test_a_third_party_checks_with_the_openssl_command(tmp_path: Path) -> None:
    for algorithm, digest, extra in (
        ("sm2", "-sm3", ["-sigopt", "distid:1234567812345678"]),
        ("ecdsa", "-sha256", []),
    ):
        ring = RINGS[algorithm]
        signature = crypto.sign(ring, "licence", b"a licence")
        (tmp_path / "key.pem").write_text(ring.public_key(signature.key_id).pem)
        (tmp_path / "sig").write_bytes(encoding.pair_to_der(signature.value))
        (tmp_path / "data").write_bytes(b"a licence")
        command = ["openssl", "dgst", digest, *extra, "-verify", "key.pem", "-signature", "sig", "data"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert "Verified OK" in done.stdout, done


def test_keys_and_signatures_travel_as_json(ring: Keyring) -> None:
    signature = crypto.sign(ring, "licence", b"data")
    key = ring.public_key(signature.key_id)
    travelled = json.loads(json.dumps([key.plain(), signature.plain()]))
    assert PublicKey.from_plain(travelled[0]) == key
    assert Signature.from_plain(travelled[1]) == signature
    with pytest.raises(ValueError, match="not a public key"):
        PublicKey.from_plain({**key.plain(), "algorithm": "rsa"})


# Sealed fields


@given(st.sampled_from(["sm2", "ecdsa"]), st.binary(max_size=200), st.binary(max_size=20))
def test_what_is_sealed_opens_again_and_never_twice_the_same(algorithm: str, text: bytes, aad: bytes) -> None:
    ring = RINGS[algorithm]
    sealed = crypto.encrypt(ring, "personal", text, aad)
    assert crypto.decrypt(ring, "personal", sealed, aad) == text
    assert sealed != crypto.encrypt(ring, "personal", text, aad)
    assert len(text) < 8 or text not in sealed


@given(st.sampled_from(["sm2", "ecdsa"]), st.data())
def test_one_byte_changed_breaks_the_seal(algorithm: str, data: st.DataObject) -> None:
    ring = RINGS[algorithm]
    sealed = bytearray(crypto.encrypt(ring, "personal", b"11010519491231002X", b"row 1"))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises((crypto.SealBroken, KeyUnknown)):
        crypto.decrypt(ring, "personal", bytes(sealed), b"row 1")


def test_a_seal_does_not_open_in_another_row_or_for_another_purpose(ring: Keyring) -> None:
    sealed = crypto.encrypt(ring, "personal", b"secret", b"row 1")
    with pytest.raises(crypto.SealBroken):
        crypto.decrypt(ring, "personal", sealed, b"row 2")
    with pytest.raises(KeyUnknown):
        crypto.decrypt(ring, "session", sealed, b"row 1")
    with pytest.raises(crypto.SealBroken):
        crypto.decrypt(ring, "personal", b"short", b"")


def test_a_blind_index_finds_the_same_text_and_tells_nothing_without_its_key(ring: Keyring) -> None:
    index = crypto.blind_index(ring, "personal", "11010519491231002X")
    assert index == crypto.blind_index(ring, "personal", "11010519491231002X")
    assert index != crypto.blind_index(ring, "personal", "11010519491231003X")
    assert index != crypto.blind_index(ring, "session", "11010519491231002X")
    assert index != crypto.blind_index(Keyring.fresh(ring.algorithm), "personal", "11010519491231002X")
    assert len(index) == 64


# The keyring file


@pytest.mark.parametrize("passphrase", [None, "correct horse battery staple"])
def test_a_keyring_is_made_once_and_read_back(tmp_path: Path, passphrase: str | None) -> None:
    path = tmp_path / "home" / "keys.json"
    first = Keyring.load_or_create(path, passphrase)
    signature = crypto.sign(first, "licence", b"data")
    sealed = crypto.encrypt(first, "personal", b"secret", b"")
    again = Keyring.load_or_create(path, passphrase)
    assert crypto.verify(again.public_key(signature.key_id), signature, b"data")
    assert crypto.decrypt(again, "personal", sealed, b"") == b"secret"
    assert crypto.blind_index(first, "personal", "x") == crypto.blind_index(again, "personal", "x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]


def test_a_sealed_keyring_shows_no_private_key_and_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring = Keyring.load_or_create(path, "right")
    text = path.read_text()
    assert ring.signing_key("licence").public.point.hex() in text
    assert ring.signing_key("licence").number.hex() not in text
    assert ring.secret_key("personal").secret.hex() not in text
    with pytest.raises(KeyringWrong, match="does not open"):
        Keyring.load(path, "wrong")
    with pytest.raises(KeyringWrong, match="set the passphrase"):
        Keyring.load(path)


def test_a_public_key_put_into_a_sealed_keyring_by_another_hand_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    Keyring.load_or_create(path, "right")
    document = json.loads(path.read_text())
    document["signing"][0]["purpose"] = "audit"
    path.write_text(json.dumps(document))
    with pytest.raises(KeyringWrong, match="was changed"):
        Keyring.load(path, "right")


def test_a_passphrase_for_an_unsealed_keyring_is_said_loudly_and_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring = Keyring.load_or_create(path)
    with pytest.raises(KeyringWrong, match="not sealed"):
        Keyring.load(path, "new")
    ring.change_passphrase("new")
    assert Keyring.load(path, "new").public_keys() == ring.public_keys()


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"version": 99}', '{"version": 1, "private": {}, "signing": []}', "\x00"]
)
def test_a_damaged_keyring_is_never_replaced_by_a_new_one(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(KeyringWrong):
        Keyring.load_or_create(path)
    assert path.read_text() == content


def test_a_missing_keyring_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(KeyringWrong, match="no keyring"):
        Keyring.load(tmp_path / "keys.json")


def test_processes_that_start_together_agree_on_one_keyring(tmp_path: Path) -> None:
    program = (
        "import sys; from tongban.foundation.crypto import Keyring; "
        "print(sorted(Keyring.load_or_create(sys.argv[1]).public_keys()))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "keys.json")]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({child.communicate()[0] for child in children}) == 1
    assert all(child.returncode == 0 for child in children)


def test_old_signatures_and_seals_outlive_a_switch_of_algorithms(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    before = Keyring.load_or_create(path, algorithm="sm2")
    signature, sealed = (
        crypto.sign(before, "licence", b"old"),
        crypto.encrypt(before, "personal", b"old", b""),
    )
    after = Keyring.load_or_create(path, algorithm="ecdsa")
    assert crypto.sign(after, "licence", b"new").algorithm == "ecdsa"
    assert crypto.verify(after.public_key(signature.key_id), signature, b"old")
    assert crypto.decrypt(after, "personal", sealed, b"") == b"old"
    assert crypto.blind_index(after, "personal", "x") == crypto.blind_index(before, "personal", "x")


def test_after_a_rotation_new_keys_are_used_and_old_ones_still_verify(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring = Keyring.load_or_create(path, "passphrase")
    other_process = Keyring.load(path, "passphrase")
    old, sealed = crypto.sign(ring, "licence", b"old"), crypto.encrypt(ring, "licence", b"old")
    audit_key = ring.signing_key("audit").key_id
    ring.rotate("licence")
    new, resealed = crypto.sign(ring, "licence", b"new"), crypto.encrypt(ring, "licence", b"new")
    assert new.key_id != old.key_id
    assert ring.signing_key("audit").key_id == audit_key
    assert crypto.verify(ring.public_key(old.key_id), old, b"old")
    assert crypto.decrypt(ring, "licence", sealed) == b"old"
    assert crypto.verify(other_process.public_key(new.key_id), new, b"new"), (
        "read again when a key is not known"
    )
    assert crypto.decrypt(Keyring.load(path, "passphrase"), "licence", resealed) == b"new"


def test_two_processes_that_rotate_lose_none_of_their_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    one, other = Keyring.load_or_create(path), Keyring.load(path)
    one.rotate("licence")
    first = crypto.sign(one, "licence", b"first")
    other.rotate("licence")
    second = crypto.sign(other, "licence", b"second")
    late = Keyring.load(path)
    assert crypto.verify(late.public_key(first.key_id), first, b"first")
    assert late.signing_key("licence").key_id == second.key_id


def test_asking_for_unknown_keys_does_not_read_the_file_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = Keyring.load_or_create(tmp_path / "keys.json", "passphrase")
    monkeypatch.setattr(keyring_module, "_read", lambda *arguments: pytest.fail("read again"))
    with pytest.raises(KeyUnknown):
        ring.public_key("0" * 16)


def test_keys_do_not_print_themselves(ring: Keyring) -> None:
    assert ring.signing_key("licence").number.hex() not in repr(ring.signing_key("licence"))
    shown = repr(ring) + repr(ring.signing_key("licence")) + repr(ring.secret_key("personal"))
    assert "number=" not in shown
    assert "secret=" not in shown


def test_purposes_and_algorithms_form_a_closed_set(ring: Keyring) -> None:
    with pytest.raises(ValueError, match="not a purpose"):
        ring.signing_key("anything")
    with pytest.raises(ValueError, match="not an algorithm"):
        Keyring.fresh("rsa")
    with pytest.raises(KeyUnknown):
        ring.public_key("0" * 16)


# The keyring of the process


def test_configuring_costs_nothing_and_the_keyring_is_made_when_first_asked_for(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tongban.foundation import crypto; path = Path(sys.argv[1]); "
        "crypto.configure(path, passphrase=None, algorithm='ecdsa'); assert not path.exists(); "
        "ring = crypto.keyring(); assert path.exists() and ring is crypto.keyring() and ring.algorithm == 'ecdsa'; "
        "assert not any(name.startswith('django') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "k.json")], check=True, env={**os.environ})


def test_a_keyring_that_nobody_configured_is_a_fault() -> None:
    program = "from tongban.foundation import crypto; crypto.keyring()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "call crypto.configure first" in done.stderr
