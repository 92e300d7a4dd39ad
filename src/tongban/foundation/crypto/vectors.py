"""Published answers, used to probe a provider before it is trusted and again in the tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignatureVector:
    """A key, a message and a signature that a standard prints."""

    source: str
    number: bytes
    point: bytes
    signer: bytes
    message: bytes
    signature: bytes


SM2 = SignatureVector(
    source="GB/T 32918.5-2017, annex A",
    number=bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"),
    point=bytes.fromhex(
        "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
        "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
    ),
    signer=b"1234567812345678",
    message=b"message digest",
    signature=bytes.fromhex(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    ),
)
