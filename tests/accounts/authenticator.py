"""A device that makes and uses passkeys, in software and with real cryptography (W3C WebAuthn 3 §6): ES256 alone.

What it says can be bent in every way that somebody with bad intentions would bend it.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

ORIGIN = "http://localhost:8000"
RP_ID = "localhost"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40
AAGUID = bytes(16)


@dataclass
class Device:
    """One passkey of one person. `count`: how often it was used, where it counts."""

    origin: str = ORIGIN
    rp_id: str = RP_ID
    flags: int = PRESENT | VERIFIED
    count: int = 0
    cross_origin: bool = False
    user_handle: bytes = b""
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    def make(self, options: str, kind: str = "webauthn.create") -> str:
        """What a browser sends once the passkey is made."""
        asked = json.loads(options)
        self.user_handle = base64url_to_bytes(asked["user"]["id"])
        data = self._authenticator_data(WITH_KEY) + self._attested()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=self._client_data(kind, asked["challenge"]), attestationObject=attestation)

    def use(self, options: str, kind: str = "webauthn.get") -> str:
        """What a browser sends once the passkey was used; a device that counts has counted."""
        if self.count:
            self.count += 1
        client_data = self._client_data(kind, json.loads(options)["challenge"])
        data = self._authenticator_data()
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ECDSA(SHA256()))
        said = {"userHandle": self.user_handle} if self.user_handle else {}
        return self._answer(clientDataJSON=client_data, authenticatorData=data, signature=signature, **said)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin}
        return json.dumps(said).encode()

    def _authenticator_data(self, more: int = 0) -> bytes:
        known = hashlib.sha256(self.rp_id.encode()).digest()
        return known + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _attested(self) -> bytes:
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        return AAGUID + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(cose)

    def _answer(self, **response: bytes) -> str:
        known_as = bytes_to_base64url(self.credential_id)
        said: dict[str, Any] = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps({"id": known_as, "rawId": known_as, "type": "public-key", "response": said})
