"""The tour's ground for the API: who takes part, what stands there before, the worker, and the examiners' phones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.test import Client

from appraisal.core import tasks as core_tasks
from appraisal.core.models import Organisation
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Role
from appraisal.core.rules.sms_texts import reply_codes
from appraisal.core.services.calendar import fill_calendar
from examiners import tasks as examiner_tasks
from fees import tasks as fee_tasks
from plans import tasks as plan_tasks
from plans.rules.seating_enums import RoomKind
from plans.services.standards import load_standards
from tests.core.api.machine import Machine, machine
from tests.factories import core, dispatch, examiners, fees, filing, rooms, sms
from tests.frozen_clock import FrozenClock

NOW = datetime(2026, 3, 2, 9, tzinfo=BEIJING)  # a Monday
TEAM = 3
CALLBACK = "/sms/kannel/test-only/inbound/"


@dataclass
class Story:
    """Who takes part, and the plan."""

    ground: filing.Ground
    clock: FrozenClock
    institute: Machine
    guidance: Machine
    district: Machine
    second: Machine
    number: str = ""

    @property
    def machines(self) -> tuple[Machine, ...]:
        return self.institute, self.guidance, self.district, self.second

    def whole(self, by: Machine) -> dict[str, Any]:
        """The plan as one of them sees it."""
        found: dict[str, Any] = by.get(f"plans/{self.number}")
        return found

    def sitting(self, subject: str) -> int:
        """The plan's sitting of a subject."""
        (item,) = self.whole(self.institute)["items"]
        return next(one["id"] for one in item["sittings"] if one["subject"] == subject)

    def stands(self, state: str, *, owes: str, next_by: Machine | None, can: str = "") -> None:
        """What the API says of the plan: its state, what is owed next, and what the next one in turn may do."""
        whole = self.whole(self.institute)
        assert whole["state"] == state
        rows = [one for one in whole["obligations"] if one["state"] == "OPEN" and one["code"] != "CHANGE"]
        assert [one["code"] for one in rows][:1] == ([owes] if owes else [])
        assert all(one["proof"] and one["rule"] for one in rows)
        if next_by:
            possible = {one["action"] for one in self.whole(next_by)["actions"] if one["possible"]}
            assert can in possible, possible
        for one in self.machines:
            one.listen()


def begin(clock: FrozenClock) -> Story:
    """The ground: catalogue, licence, site, rooms, staff, tariff, accounts, register; a token for everybody."""
    clock.moment = NOW
    fill_calendar(now=NOW)
    load_standards(now=NOW)
    on = filing.ground()
    on.level.re_review = on.level.computer_based = True
    on.level.save()
    furnish(on)
    fees.tariff_of(on.level.occupation)
    fees.rates()
    for organisation in (on.institute, on.institute.district):
        fees.with_account(organisation)
    sms.gateway()
    second = core.actor(Role.DISTRICT_OFFICER, on.institute.district)
    return Story(on, clock, *(machine(one, now=NOW) for one in (on.clerk, on.officer, on.district, second)))


def furnish(on: filing.Ground) -> None:
    """A computer room, a workshop, people to watch, and five examiners with cards at the bank."""
    rooms.room(on.institute, RoomKind.COMPUTER)
    rooms.workshop(on.site)
    rooms.staff(on.institute)
    district: Organisation = on.institute.district
    dispatch.give_contact(district)
    for _ in range(TEAM + 2):
        examiners.examiner(on.level.occupation, [district], bank_name="北京银行")


def work() -> None:
    """What the worker would do by now."""
    for sweep in (
        plan_tasks.sweep_rosters, plan_tasks.sweep_evaluations, plan_tasks.sweep_deadlines, plan_tasks.hold_plans,
        core_tasks.sweep_prints, core_tasks.sweep_outbox, examiner_tasks.sweep_dispatch, fee_tasks.sweep_money,
    ):  # fmt: skip
        sweep()


def answer_everybody(words: str) -> None:
    """Everybody whose phone got a text with these words replies with its first code; the gateway calls us."""
    work()
    sent = [one for one in sms.sent() if words in one.text]
    assert len(sent) == TEAM
    for number, one in enumerate(sent):
        reply = {"id": f"{words}-{number}", "from": one.phone, "text": reply_codes(one.text)[0]}
        assert Client().get(CALLBACK, reply).status_code == 200
