"""Encryption at rest and the blind index."""

from collections.abc import Iterator

import pytest
from cryptography.exceptions import InvalidTag
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from appraisal.config.settings import base
from appraisal.core import crypto
from appraisal.core.models import User
from tests.core.keys import key
from tests.factories import core


@pytest.fixture
def two_keys(settings) -> Iterator[None]:
    settings.PERSONAL_DATA_KEYS = [f"new:{key('n')}", f"old:{key('o')}"]
    yield


@given(st.binary(max_size=300))
def test_what_is_encrypted_comes_back(plain: bytes) -> None:
    stored = crypto.encrypt(plain)
    assert crypto.decrypt(stored) == plain
    assert len(plain) < 4 or plain not in stored


@given(st.binary(min_size=1, max_size=60))
def test_the_same_value_never_looks_the_same(plain: bytes) -> None:
    assert crypto.encrypt(plain) != crypto.encrypt(plain)


@given(st.text(max_size=200))
def test_many_values_in_a_row_get_the_index_of_one(value: str) -> None:
    assert crypto.indexer()(value) == crypto.blind_index(value)


def test_many_values_in_a_row_never_share_a_nonce() -> None:
    encrypt = crypto.encryptor()
    many = [encrypt(b"110105194912310021") for _ in range(3 * crypto.NONCES_AT_ONCE)]
    assert len(set(many)) == len(many)
    assert {crypto.decrypt(stored) for stored in many} == {b"110105194912310021"}
    start = len(many[0]) - len(b"110105194912310021") - 16 - crypto.NONCE_BYTES
    assert len({stored[start : start + crypto.NONCE_BYTES] for stored in many}) == len(many)


@given(st.binary(max_size=60), st.data())
def test_one_changed_bit_is_noticed(plain: bytes, data: st.DataObject) -> None:
    stored = bytearray(crypto.encrypt(plain))
    stored[data.draw(st.integers(0, len(stored) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((ValueError, InvalidTag)):
        crypto.decrypt(bytes(stored))


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_blind_index_is_equal_for_equal_values_only(one: str, other: str) -> None:
    assert (crypto.blind_index(one) == crypto.blind_index(other)) == (one == other)
    assert len(crypto.blind_index(one)) == 32


def test_the_newest_key_writes_and_all_keys_read(two_keys: None) -> None:
    with override_settings(PERSONAL_DATA_KEYS=[f"old:{key('o')}"]):
        before = crypto.encrypt("旧".encode())
    after = crypto.encrypt("新".encode())
    assert (crypto.key_name(before), crypto.key_name(after)) == ("old", "new")
    assert after.startswith(crypto.newest_prefix())
    assert crypto.decrypt(before).decode() == "旧"
    with override_settings(PERSONAL_DATA_KEYS=[f"new:{key('n')}"]), pytest.raises(ValueError, match="no key named old"):
        crypto.decrypt(before)


def test_another_key_of_the_same_name_does_not_read() -> None:
    with override_settings(PERSONAL_DATA_KEYS=[f"k:{key('a')}"]):
        stored = crypto.encrypt(b"x")
    with override_settings(PERSONAL_DATA_KEYS=[f"k:{key('b')}"]), pytest.raises(InvalidTag):
        crypto.decrypt(stored)


@pytest.mark.parametrize("keys", [[], ["k:c2hvcnQ="], [f":{key('a')}"]])
def test_wrong_keys_are_refused(keys: list[str]) -> None:
    with override_settings(PERSONAL_DATA_KEYS=keys), pytest.raises(ImproperlyConfigured):
        crypto.encrypt(b"x")


@pytest.mark.django_db
def test_a_field_is_ciphertext_in_the_database_and_text_in_the_code() -> None:
    user = core.user()
    user.phone = "13800138000"
    user.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM core_user WHERE id = %s", [user.pk])
        stored = bytes(cursor.fetchone()[0])
    assert b"13800138000" not in stored
    assert User.objects.get(pk=user.pk).phone == "13800138000"
    user.phone = ""
    user.save()
    assert User.objects.filter(phone__isnull=True, pk=user.pk).exists()
    assert User.objects.get(pk=user.pk).phone == ""


def test_passwords_are_kept_by_argon2() -> None:
    with override_settings(PASSWORD_HASHERS=base.PASSWORD_HASHERS):
        stored = make_password("slow-river-2014")
        assert identify_hasher(stored).algorithm == "argon2"
        assert check_password("slow-river-2014", stored)
        assert not check_password("slow-river-2015", stored)
