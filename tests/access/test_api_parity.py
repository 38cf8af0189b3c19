"""All that institutes, districts and the guidance section may open or send on the screen has an operation of the API,
or a reason why not.

The routes come from the resolver and `routes.txt`, the operations from the OpenAPI document, what goes with what from
`api_parity.txt`. That the API refuses nobody whom `routes.txt` lets in is tried in `test_every_route`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from appraisal.core.rules.roles import Role
from tests.access.table import LETTERS, PUBLIC, TABLE, operations
from tests.access.world import routes

FILE = Path(__file__).with_name("api_parity.txt")
ROLES = (Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER)
READS = "GET"
BY_WORD = {"plans_act"}  # each action of a plan has roles of its own; `routes.txt` is tried with one of them


@dataclass(frozen=True)
class Row:
    """What the table says of a route: operations, or the reason why there is none; and whom it is said of."""

    operations: tuple[str, ...] = ()
    reason: str = ""
    only: str = ""


def rows(text: str) -> dict[str, list[Row]]:
    """The table by route. Raises `ValueError` for a line that is neither, and for one that stands twice."""
    found: dict[str, list[Row]] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = re.fullmatch(r"(\S+?)(?: \[([IDG]+)\])?(?:: (.+)| = (.+))", line)
        if match is None:
            raise ValueError(f"neither operations nor a reason: {line}")
        route, only, operations, reason = match.groups()
        row = Row(tuple((operations or "").split()), (reason or "").strip(), only or "")
        if any(set(one.only or "IDG") & set(row.only or "IDG") for one in found.get(route, ())):
            raise ValueError(f"{route} stands twice")
        found.setdefault(route, []).append(row)
    return found


def may(route: str, method: str, role: Role) -> bool:
    """Whether somebody in this role may do it."""
    return LETTERS[role] in TABLE[route][method] or PUBLIC in TABLE[route][method]


def on_screen() -> Iterator[tuple[str, Role, bool]]:
    """Every route of the screen, and who of the three may open it or, if the last is true, send to it."""
    for name, route in routes().items():
        if name.startswith("api:"):
            continue
        for role in ROLES:
            sends = "POST" in route.methods and may(name, "POST", role)
            if sends or ("GET" in route.methods and may(name, "GET", role)):
                yield name, role, sends


def faults(table: dict[str, list[Row]]) -> list[str]:
    """Everything in which table, screen and API do not agree."""
    screen = list(on_screen())
    there = {name for name, _, _ in screen}
    found = [f"{name}: no such route of theirs" for name in sorted(set(table) - there)]
    for name, role, sends in screen:
        row = next((one for one in table.get(name, ()) if LETTERS[role] in (one.only or "IDG")), None)
        found += [f"{name}: {fault} for {role.name}" for fault in _lacking(row, role, sends)]
    for name, said in table.items():
        theirs = [role for route, role, _ in screen if route == name]
        found += [f"{name}: {fault}" for row in said for one in row.operations for fault in _strange(one, theirs)]
    return found


def _lacking(row: Row | None, role: Role, sends: bool) -> Iterator[str]:
    """What somebody who may open, or send to, a route lacks."""
    if row is None:
        yield "not in the table"
    elif not row.reason:
        known = [operations()[one] for one in row.operations if one in operations()]
        mine = [method for method, where in known if may(where, method, role)]
        mine += ["POST"] * bool(BY_WORD & set(row.operations))
        if not mine or (sends and not any(method != READS for method in mine)):
            yield "nothing that writes" if sends else "nothing"


def _strange(operation: str, roles: list[Role]) -> Iterator[str]:
    """What is wrong with an operation that a row names."""
    if operation not in operations():
        yield f"{operation} is no operation"
    else:
        method, where = operations()[operation]
        if operation not in BY_WORD and not any(may(where, method, role) for role in roles):
            yield f"{operation} is not for any of them"


def test_the_api_does_what_the_screen_does():
    found = faults(rows(FILE.read_text(encoding="utf-8")))
    assert not found, "\n".join(found)


# --- the test can fail ----------------------------------------------------------------------------
SLOTS = "plans:slot-new: slots_publish"


@pytest.mark.parametrize(
    ("line", "instead", "fault"),
    [
        (SLOTS, "", "plans:slot-new: not in the table for DISTRICT_OFFICER"),
        (SLOTS, "plans:slot-new: slots_list", "plans:slot-new: nothing that writes for DISTRICT_OFFICER"),
        (SLOTS, "plans:slot-new: slots_gone", "plans:slot-new: slots_gone is no operation"),
        (SLOTS, f"{SLOTS}\nplans:gone: slots_list", "plans:gone: no such route of theirs"),
        (SLOTS, f"{SLOTS} changes_decide", "plans:slot-new: changes_decide is not for any of them"),
        (
            "core:site-new: sites_file",
            "core:site-new: sites_decide",
            "core:site-new: nothing that writes for INSTITUTE_CLERK",
        ),
        (
            "core:decide-site: sites_decide",
            "core:decide-site [D]: sites_decide",
            "core:decide-site: not in the table for GUIDANCE_OFFICER",
        ),
    ],
)
def test_what_does_not_agree_is_told(line, instead, fault):
    text = FILE.read_text(encoding="utf-8")
    assert f"{line}\n" in text
    assert fault in faults(rows(text.replace(f"{line}\n", f"{instead}\n")))


def test_a_route_stands_once():
    with pytest.raises(ValueError, match="stands twice"):
        rows(f"{SLOTS}\n{SLOTS}")
