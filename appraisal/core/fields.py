"""Model fields for personal data: encrypted on the way in, decrypted on the way out."""

import json
from typing import TYPE_CHECKING, Any

from django.db import models

from appraisal.core.crypto import decrypt, encrypt


class EncryptedTextField(models.BinaryField):
    """Text encrypted at rest; empty text is stored as NULL. It cannot be searched: keep a blind index beside it."""

    if TYPE_CHECKING:

        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: Any, value: Any) -> None: ...

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value in (None, ""):
            return None
        return super().get_db_prep_value(encrypt(str(value).encode()), connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return decrypt(bytes(value)).decode() if value is not None else ""

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: Any) -> str:
        return ""  # never serialised


class EncryptedJSONField(EncryptedTextField):
    """A JSON value encrypted at rest."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        return super().get_db_prep_value(json.dumps(value, ensure_ascii=False, default=str), connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return json.loads(decrypt(bytes(value)).decode()) if value is not None else None
