"""One logging configuration: request id and actor on every line, personal data masked in every line."""

import json
import logging
import logging.config
import re

from appraisal.core.request_context import current

# Bank card and resident ID (16–19 digits, 17 and a check letter), a card in groups of four, a mobile number with or
# without country code and gaps.
PERSONAL_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{16,19}|\d{17}[Xx]|\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?"
    r"|(?:(?:\+|00)?86[ -]?)?[1１][3-9３-９]\d[ -]?\d{4}[ -]?\d{4})(?![0-9A-Za-z])"
)
# What PostgreSQL quotes of a row in its errors: names and addresses, which no pattern would know.
QUOTED_ROWS = (
    (re.compile(r"(Failing row contains) \(.*\)", re.DOTALL), r"\1 (…)"),
    (re.compile(r"(Key \([^)]*\))=\([^\n]*\)"), r"\1=(…)"),
    (re.compile(r"(CONTEXT:\s+COPY \w+, line \d+)[^\n]*"), r"\1 …"),
    (re.compile(r"(LINE \d+:) [^\n]*"), r"\1 …"),  # the statement with its values
    (re.compile(r"(invalid (?:input syntax|byte sequence)[^:\n]*): [^\n]*"), r"\1 …"),
)


def mask(text: str) -> str:
    """`text` with every ID, card and mobile number reduced to its last four characters, and no row of a table."""
    for pattern, replacement in QUOTED_ROWS:
        text = pattern.sub(replacement, text)
    return PERSONAL_NUMBER.sub(lambda found: "*" * (len(found[0]) - 4) + found[0][-4:], text)


class ContextFormatter(logging.Formatter):
    """Formats a record with its request id and actor, masked; as JSON lines when asked to."""

    def __init__(self, *, json_lines: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self.json_lines = json_lines

    def format(self, record: logging.LogRecord) -> str:
        context = current()
        line = mask(super().format(record))
        if not self.json_lines:
            return f"{line} [{context.request_id} {context.actor}]" if context.request_id else line
        return json.dumps(
            {
                "at": self.formatTime(record),
                "level": record.levelname,
                "logger": record.name,
                "message": line,
                "request": context.request_id,
                "actor": context.actor,
            },
            ensure_ascii=False,
        )


def configure(*, level: str, json_lines: bool) -> None:
    """Send everything from `level` on to standard error through `ContextFormatter`."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"context": {"()": ContextFormatter, "json_lines": json_lines}},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "context"}},
            "root": {"handlers": ["console"], "level": level},
            "loggers": {"axes": {"level": "ERROR"}, "celery": {"level": level}},
        }
    )
