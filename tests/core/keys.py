"""Keys for tests of encryption."""

import base64


def key(letter: str) -> str:
    """A 32-byte key made of one letter, as PERSONAL_DATA_KEYS wants it."""
    return base64.b64encode(letter.encode() * 32).decode()
