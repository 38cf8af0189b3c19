"""All that a district officer may open or send on the screen has an operation of the API, or a reason why not.

The routes come from the resolver and `routes.txt`, the operations from the OpenAPI document, what goes with what from
`api_parity.txt`. That the API refuses nobody whom `routes.txt` lets in is tried in `test_every_route`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from appraisal.core.rules.roles import Role
from tests.access.table import LETTERS, PUBLIC, TABLE, operations
from tests.access.world import Route, routes

FILE = Path(__file__).with_name("api_parity.txt")
DISTRICT = LETTERS[Role.DISTRICT_OFFICER]
READS = "GET"
ON_RECORD = {"prints_file"}  # read over HTTP, sent for on the page; on record either way


@dataclass(frozen=True)
class Row:
    """What the table says of a route: operations, or the reason why there is none."""

    operations: tuple[str, ...] = ()
    reason: str = ""


def rows(text: str) -> dict[str, Row]:
    """The table by route. Raises `ValueError` for a line that is neither, and for a route that stands twice."""
    found: dict[str, Row] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        route, operations, reason = re.fullmatch(r"(\S+?)(?:: (.+)| = (.+))", line).groups()
        if route in found:
            raise ValueError(f"{route} stands twice")
        found[route] = Row(tuple((operations or "").split()), (reason or "").strip())
    return found


def may(route: str, method: str) -> bool:
    """Whether a district officer may do it."""
    return DISTRICT in TABLE[route][method] or PUBLIC in TABLE[route][method]


def of_officer(method: str) -> dict[str, Route]:
    """The routes of the screen that a district officer may open (GET) or send to (POST)."""
    return {
        name: route
        for name, route in routes().items()
        if not name.startswith("api:") and method in route.methods and may(name, method)
    }


def faults(table: dict[str, Row]) -> list[str]:
    """Everything in which table, screen and API do not agree."""
    known, sent, opened = operations(), of_officer("POST"), of_officer("GET")
    found = [f"{name}: not in the table" for name in sorted({*sent, *opened} - set(table))]
    found += [f"{name}: no such route of the district" for name in sorted(set(table) - {*sent, *opened})]
    for name, row in table.items():
        strange = [one for one in row.operations if one not in known]
        found += [f"{name}: {one} is no operation" for one in strange]
        mine = [known[one] for one in row.operations if one in known]
        found += [f"{name}: {where} refuses the district" for method, where in mine if not may(where, method)]
        writes = any(method != READS for method, _ in mine) or ON_RECORD & set(row.operations)
        if name in sent and not row.reason and not writes:
            found.append(f"{name}: nothing that writes")
    return found


def test_the_api_does_what_the_screen_does():
    found = faults(rows(FILE.read_text(encoding="utf-8")))
    assert not found, "\n".join(found)


# --- the test can fail ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "instead", "fault"),
    [
        ("plans:slot-new: slots_publish", "", "plans:slot-new: not in the table"),
        ("plans:slot-new: slots_publish", "plans:slot-new: slots_list", "plans:slot-new: nothing that writes"),
        ("plans:slot-new: slots_publish", "plans:slot-new: slots_gone", "plans:slot-new: slots_gone is no operation"),
        (
            "plans:slot-new: slots_publish",
            "plans:slot-new: slots_publish\nplans:gone: slots_list",
            "plans:gone: no such route of the district",
        ),
        (
            "plans:slot-new: slots_publish",
            "plans:slot-new: slots_publish changes_decide",
            "plans:slot-new: api:move-decide refuses the district",
        ),
    ],
)
def test_what_does_not_agree_is_told(line, instead, fault):
    text = FILE.read_text(encoding="utf-8")
    assert f"{line}\n" in text
    assert fault in faults(rows(text.replace(f"{line}\n", f"{instead}\n")))
