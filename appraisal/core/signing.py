"""Tokens that only this portal can make: random, so that none tells of another, and signed, so that none is guessed."""

import secrets
from typing import Final

from django.conf import settings
from django.core.signing import b64_encode
from django.utils.crypto import constant_time_compare, salted_hmac

RANDOM_BYTES: Final = 9  # 12 characters
SIGNATURE_BYTES: Final = 12  # 16 characters: 96 bits, and a QR code that a small ticket has room for


def new_token(purpose: str) -> str:
    """A token for `purpose`; one for another purpose is not accepted in its place."""
    value = secrets.token_urlsafe(RANDOM_BYTES)
    return f"{value}.{_signature(purpose, value, settings.SECRET_KEY)}"


def is_genuine(purpose: str, token: str) -> bool:
    """Whether `new_token(purpose)` made the token, under the secret key or one that it replaced."""
    value, _, signature = token.partition(".")
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(signature, _signature(purpose, value, key)) for key in keys)


def _signature(purpose: str, value: str, key: str) -> str:
    mac = salted_hmac(f"appraisal.core.signing:{purpose}", value, secret=key, algorithm="sha256").digest()
    return b64_encode(mac[:SIGNATURE_BYTES]).decode()
