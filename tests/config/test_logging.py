"""Log lines carry no personal data, whatever was logged."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from appraisal.config.logging import ContextFormatter, mask
from appraisal.core.request_context import RequestContext, enter

ID, CARD, PHONE = "11010519491231002X", "6222021234567890123", "13800138000"


@pytest.fixture(params=[False, True], ids=["lines", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger that writes through the portal's formatter, and what it has written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(ContextFormatter(json_lines=request.param))
    logger = logging.getLogger("appraisal.test_logging")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, written
    logger.removeHandler(handler)
    logger.propagate = True


@pytest.mark.parametrize(
    "number",
    [
        ID,
        ID.lower(),
        "110105194912310021",
        CARD,
        "6222 0212 3456 7890 123",
        "6222-0212-3456-7890",
        PHONE,
        f"+86{PHONE}",
        f"86{PHONE}",
        f"0086 {PHONE}",
        "138 0013 8000",
        "138-0013-8000",
        "１３８００１３８０００",
    ],
)
@pytest.mark.parametrize("text", ["{}", "手机{}，", 'phone="{}"', "(id={})", '{{"n": "{}"}}', "/people/?phone={}&x=1"])
def test_numbers_are_masked_wherever_they_stand(number: str, text: str) -> None:
    masked = mask(text.format(number))
    assert number not in masked
    assert sum(character.isdigit() for character in masked.removesuffix("&x=1")) <= 4
    assert masked.count("*") >= 7


@pytest.mark.parametrize(
    "harmless", ["计划 2026Z000017 已上报", "2026-03-02 09:00:00,123", "entry 1234567890", "e3cf231cc5a89522", "110105"]
)
def test_other_numbers_stay(harmless: str) -> None:
    assert mask(harmless) == harmless


@given(st.text("0123456789Xx +-", max_size=60))
def test_no_whole_mobile_number_is_left(text: str) -> None:
    framed = f"，{PHONE}，{text}，"
    assert PHONE not in mask(framed)


def test_arguments_exceptions_and_stacks_are_masked(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    logger.warning("candidate %s of %r", ID, {"phone": PHONE})
    try:
        raise ValueError(f"card {CARD} is refused")
    except ValueError:
        logger.warning("failed", exc_info=True, stack_info=True)
    for secret in (ID, CARD, PHONE):
        assert secret not in written.getvalue()
    assert "002X" in written.getvalue()
    assert "ValueError" in written.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO core_user (username, name, password) VALUES ('li.si', '李四光', 'secret-hash')",
        "INSERT INTO core_user (username, name, name_key, password, is_active, must_change_password, created_at,"
        " is_sample) SELECT '李四光', '李四光', '', '', true, false, now(), false FROM generate_series(1, 2)",
        "SELECT '李四光'::integer",
    ],
    ids=["failing row", "taken key", "wrong value"],
)
def test_rows_that_the_database_quotes_are_left_out(log: tuple[logging.Logger, io.StringIO], statement: str) -> None:
    logger, written = log
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        assert "李四光" in str(error), "otherwise there is nothing to leave out"
        logger.warning("not stored: %s", error)
    assert "not stored" in written.getvalue()
    assert "李四光" not in written.getvalue()
    assert "secret-hash" not in written.getvalue()


@pytest.mark.django_db
def test_rows_quoted_by_copy_are_left_out(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.copy_expert("COPY core_dayexception FROM STDIN", io.StringIO("2026-01-01\t李四光\tx\ty\n"))
    except Exception:
        logger.warning("copy failed", exc_info=True)
    assert "COPY core_dayexception, line 1" in written.getvalue()
    assert "李四光" not in written.getvalue().split("Traceback")[-1].split("CONTEXT")[-1]
    assert '"李四光"' not in written.getvalue()


def test_a_line_names_request_and_actor_by_key_only(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    enter(RequestContext(request_id="e3cf231cc5a89522", actor="7/GUIDANCE_OFFICER"))
    try:
        logger.warning("第一行\n第二行")
    finally:
        enter(RequestContext())
    line = written.getvalue()
    assert "e3cf231cc5a89522" in line
    assert "7/GUIDANCE_OFFICER" in line
    if line.startswith("{"):
        assert len(line.splitlines()) == 1, "a JSON line stays one line"
        assert json.loads(line)["level"] == "WARNING"
