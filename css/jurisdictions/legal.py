"""A text that a resident accepts: kept word for word by whoever records the acceptance."""

import hashlib
from dataclasses import dataclass

ACKNOWLEDGEMENT = "acknowledgement"
CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class LegalText:
    """The text as one resident reads it; ``kind`` is ACKNOWLEDGEMENT or CONSENT."""

    kind: str
    version: str
    language: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, paragraphs parted by an empty line."""
        return "\n\n".join(self.paragraphs)

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) of kind, version, language and text: shows a text changed under one version."""
        whole = f"{self.kind}\n{self.version}\n{self.language}\n{self.text}"
        return hashlib.sha256(whole.encode()).hexdigest()
