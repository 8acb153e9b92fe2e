"""A software authenticator (W3C Web Authentication level 2): its keys, attestations and assertions."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

from backend.keys import decode, encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    host: str
    user_handle: bytes
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: os.urandom(32))


@dataclass
class Authenticator:
    """`origin` is the origin that its browser reports; `verifies` says whether the user is verified."""

    origin: str = "http://localhost"
    verifies: bool = True
    passkeys: list[Passkey] = field(default_factory=list)

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """The result of `navigator.credentials.create()` for `creation_options`."""
        asked = options["publicKey"]
        passkey = Passkey(asked["rp"]["id"], decode(asked["user"]["id"]))
        self.passkeys.append(passkey)
        attested = bytes(16) + len(passkey.id).to_bytes(2) + passkey.id
        public = cbor.encode(dict(ES256.from_cryptography_key(passkey.private.public_key())))
        data = self._data(passkey, ATTESTED) + attested + public
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            passkey,
            clientDataJSON=self._client_data("webauthn.create", asked),
            attestationObject=attestation,
        )

    def get(self, options: dict[str, Any], passkey: Passkey | None = None) -> dict[str, Any]:
        """The result of `navigator.credentials.get()` for `request_options`, with `passkey` or the newest
        one."""
        asked, passkey = options["publicKey"], passkey or self.passkeys[-1]
        client_data = self._client_data("webauthn.get", asked)
        data = self._data(passkey)
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            passkey,
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=passkey.private.sign(signed, ec.ECDSA(hashes.SHA256())),
            userHandle=passkey.user_handle,
        )

    def _client_data(self, act: str, asked: dict[str, Any]) -> bytes:
        said = {"type": act, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, passkey: Passkey, flags: int = 0) -> bytes:
        """Authenticator data up to its counter (section 6.1)."""
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(passkey.host.encode()).digest() + bytes([flags]) + bytes(4)

    def _answer(self, passkey: Passkey, **response: bytes) -> dict[str, Any]:
        name = encode(passkey.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": {part: encode(value) for part, value in response.items()},
            "clientExtensionResults": {"credProps": {"rk": True}},
        }
