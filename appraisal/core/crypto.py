"""Encryption of personal data at rest, and the blind index that makes it searchable.

A stored value is `version(1) | length of key name(1) | key name | nonce(12) | ciphertext and tag`, AES-256-GCM. The
first key of `PERSONAL_DATA_KEYS` writes, all of them read, so a key is rotated by putting a new one in front
and running `manage.py rotate_personal_data`. The blind index is HMAC-SHA256 of the normalised value under its own key.
"""

import base64
import hmac
import os
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = b"\x01"
NONCE_BYTES = 12
NONCES_AT_ONCE = 256
KEY_BYTES = 32


@cache
def _ring(configured: tuple[str, ...]) -> dict[bytes, AESGCM]:
    ring: dict[bytes, AESGCM] = {}
    for entry in configured:
        name, _, encoded = entry.partition(":")
        key = base64.b64decode(encoded)
        if not name or len(key) != KEY_BYTES:
            raise ImproperlyConfigured("each entry of PERSONAL_DATA_KEYS is name:base64 of 32 bytes")
        ring[name.encode()] = AESGCM(key)
    if not ring:
        raise ImproperlyConfigured("PERSONAL_DATA_KEYS is empty")
    return ring


def _keys() -> dict[bytes, AESGCM]:
    return _ring(tuple(settings.PERSONAL_DATA_KEYS))


@cache
def _index_key(encoded: str) -> bytes:
    key = base64.b64decode(encoded)
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured("PERSONAL_DATA_INDEX_KEY is base64 of 32 bytes")
    return key


def encrypt(plain: bytes) -> bytes:
    """The ciphertext of `plain` under the newest key."""
    name, cipher = next(iter(_keys().items()))
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + bytes((len(name),)) + name + nonce + cipher.encrypt(nonce, plain, None)


def encryptor() -> Callable[[bytes], bytes]:
    """`encrypt` for many values in a row: the key is looked up once."""
    name, cipher = next(iter(_keys().items()))
    head = VERSION + bytes((len(name),)) + name
    seal, nonces = cipher.encrypt, _nonces()

    def encrypt_one(plain: bytes) -> bytes:
        nonce = next(nonces)
        return head + nonce + seal(nonce, plain, None)

    return encrypt_one


def _nonces() -> Iterator[bytes]:
    """Random nonces, asked of the system by the hundred: each is used once."""
    while True:
        drawn = os.urandom(NONCES_AT_ONCE * NONCE_BYTES)
        for start in range(0, len(drawn), NONCE_BYTES):
            yield drawn[start : start + NONCE_BYTES]


def decrypt(stored: bytes) -> bytes:
    """The plaintext. Raises `ValueError` for an unknown key or format, `InvalidTag` for an altered value."""
    if stored[:1] != VERSION:
        raise ValueError("not an encrypted value")
    start = 2 + stored[1]
    cipher = _keys().get(stored[2:start])
    if cipher is None:
        raise ValueError(f"no key named {stored[2:start].decode(errors='replace')} in PERSONAL_DATA_KEYS")
    return cipher.decrypt(stored[start : start + NONCE_BYTES], stored[start + NONCE_BYTES :], None)


def key_name(stored: bytes) -> str:
    """Name of the key a stored value was written with."""
    return stored[2 : 2 + stored[1]].decode()


def newest_prefix() -> bytes:
    """The bytes that every value written with the newest key begins with."""
    name = next(iter(_keys()))
    return VERSION + bytes((len(name),)) + name


def newest_key_name() -> str:
    """Name of the key that writes now."""
    return next(iter(_keys())).decode()


def indexer() -> Callable[[str], bytes]:
    """`blind_index` for many values in a row: the key is looked up once."""
    key = _index_key(settings.PERSONAL_DATA_INDEX_KEY).ljust(sha256().block_size, b"\0")
    inner, outer = (sha256(bytes(byte ^ pad for byte in key)) for pad in (0x36, 0x5C))  # RFC 2104, halfway

    def index_one(value: str) -> bytes:
        inside, outside = inner.copy(), outer.copy()
        inside.update(value.encode())
        outside.update(inside.digest())
        return outside.digest()

    return index_one


def blind_index(value: str) -> bytes:
    """32 bytes that are equal for equal values and tell nothing without the index key."""
    return hmac.digest(_index_key(settings.PERSONAL_DATA_INDEX_KEY), value.encode(), sha256)


def new_webhook_secret() -> str:
    """A random signing secret in the form of Standard Webhooks: "whsec_" and base64 of 32 bytes."""
    return "whsec_" + base64.b64encode(os.urandom(KEY_BYTES)).decode()
