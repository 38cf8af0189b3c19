"""The story of docs/tour.md through the API alone: what somebody does is an HTTP call with a token of his organisation.

Not so, because the API has no such calls (decision 23): money moves on screens only, so that bills, the bank's
statement and the batch are done here by the services of the institute's clerks and of the finance section. What the
worker does by itself is done by its tasks (`work`), time is the frozen clock, and examiners answer where the SMS
gateway calls.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fees.models import Payee, PayoutBatch
from fees.rules.payouts import Outcome
from fees.services import bills, payees, payouts
from plans.models import Plan
from plans.rules.enums import ProofKind
from plans.rules.review_enums import EvidenceKind, ReviewItem
from plans.rules.states import MAIN_PATH
from tests import qr
from tests.core.api.machine import machine
from tests.core.api.story import NOW, TEAM, Story, answer_everybody, begin, work
from tests.factories import fees, filing
from tests.frozen_clock import FrozenClock
from tests.pdf import text_of

pytestmark = pytest.mark.django_db(transaction=True)
ROSTER = Path(__file__).resolve().parents[2] / "samples" / "roster-clean-12.xlsx"
PEOPLE = 12
MARKS = {"THEORY": "78.5", "PRACTICAL": "83.5"}
STATES = [state.value for state in MAIN_PATH]


@pytest.fixture
def story(clock: FrozenClock, settings: Any, tmp_path: Path) -> Story:
    settings.DOCUMENT_ROOT = tmp_path
    return begin(clock)


def test_from_filing_to_settled(story: Story) -> None:
    file_and_accept(story)
    review(story)
    re_review(story)
    pay(story)
    arrange(story)
    send_for_examiners(story)
    hold(story)
    enter_and_publish(story)
    pay_out(story)
    the_feed_told_everything_once(story)


def pdf(name: str = "材料.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, filing.PDF, "application/pdf")


# --- chapters -------------------------------------------------------------------------------------
def file_and_accept(on: Story) -> None:
    """Drafted for the earliest day there is, proved, listed, filed in time; accepted with the proof ticked."""
    (occupation,) = on.institute.all("occupations", q=on.ground.level.occupation.name)
    (level,) = [one for one in occupation["levels"] if one["level"] == 4]
    (site,) = on.institute.all("sites")
    after = on.institute.get("calendar/deadline", date=f"{NOW:%Y-%m-%d}", working_days=21, direction="after")
    exam = after["last_day"]
    sittings = [
        {"subject": "THEORY", "date": exam, "starts_at": "09:00", "place": "机房"},
        {"subject": "PRACTICAL", "date": exam, "starts_at": "13:30", "site": site["id"]},
    ]
    body = {
        "kind": "SPECIAL", "special_category": "ENTERPRISE_STAFF", "title": "京味员工专场",
        "contact_name": "孙丽", "contact_phone": "13800138000",
        "items": [{"level": level["id"], "expected_candidates": PEOPLE, "sittings": sittings}],
    }  # fmt: skip
    on.number = on.institute.post("plans", body, status=201)["number"]
    missing = {one["code"] for one in on.institute.get(f"plans/{on.number}/draft")["missing"]}
    assert missing == {one["code"] for one in on.institute.refused(f"plans/{on.number}/actions/file")} != set()
    on.institute.post(
        f"plans/{on.number}/proofs", {"kind": ProofKind.EMPLOYER_CERTIFICATE, "file": pdf()}, status=201, form=True
    )
    assert on.institute.get(f"plans/{on.number}/draft")["missing"] == []
    upload_roster(on)
    on.stands("DRAFT", owes="FILE", next_by=on.institute, can="FILE")
    filed = on.institute.post(f"plans/{on.number}/actions/file", key="file once")
    assert on.institute.post(f"plans/{on.number}/actions/file", key="file once") == filed  # as after a lost answer
    on.stands("FILED", owes="ANSWER", next_by=on.guidance, can="ACCEPT")
    assert on.number in {one["number"] for one in on.guidance.all("plans", state="FILED")}
    proofs = [one["id"] for one in on.whole(on.guidance)["proofs"]]
    on.guidance.refused(f"plans/{on.number}/actions/accept", {"checked_proofs": []})
    on.guidance.post(f"plans/{on.number}/actions/accept", {"checked_proofs": proofs})
    on.stands("ACCEPTED", owes="ENROL", next_by=on.institute, can="FIRST_REVIEW")


def upload_roster(on: Story) -> None:
    """The worker checks it; every row is fit."""
    (item,) = on.whole(on.institute)["items"]
    file = SimpleUploadedFile("花名册.xlsx", ROSTER.read_bytes())
    made = on.institute.post(f"items/{item['id']}/uploads", {"file": file}, status=202, form=True)
    work()
    assert on.institute.get(f"uploads/{made['id']}")["state"] == "APPLIED"
    assert on.whole(on.institute)["items"][0]["candidates"] == PEOPLE


def review(on: Story) -> None:
    """The institute's first review: those who are fit together, whoever is left with a document."""
    on.institute.refused(f"plans/{on.number}/actions/enrol")
    on.institute.post(f"plans/{on.number}/first-review/pass-all")
    left = [one for one in on.institute.all(f"plans/{on.number}/first-review") if one["review"] != "PASSED"]
    for one in left:
        where = f"candidates/{one['candidate']}"
        on.institute.post(f"{where}/evidence", {"kind": EvidenceKind.TRAINING, "file": pdf()}, status=201, form=True)
        on.institute.post(f"{where}/first-review", {"outcome": "PASSED", "note": "已核对原件"}, status=201)
    on.institute.post(f"plans/{on.number}/actions/enrol")
    on.stands("ENROLLED", owes="PAY", next_by=on.institute, can="BOOK_REVIEW")


def re_review(on: Story) -> None:
    """A slot of the district is booked; on its day everybody passes, and the papers are sealed."""
    tomorrow = (NOW + timedelta(days=1)).date()
    series = {
        "first": f"{tomorrow}",
        "last": f"{tomorrow}",
        "places": 30,
        "periods": [{"start": "09:00", "end": "11:30"}],
    }
    assert on.district.post("slots", series, status=201) == {"published": 1}
    (slot,) = on.institute.all("slots")
    keys = [one["id"] for one in on.institute.all(f"plans/{on.number}/candidates")]
    wish = {"plan": on.number, "wishes": [{"slot": slot["id"], "candidates": keys}]}
    on.institute.post("bookings", wish, status=201)
    on.clock.set(2026, 3, 3, 9, 30)
    (booking,) = on.district.all("bookings")
    fine = dict.fromkeys([item.value for item in ReviewItem], True)
    for key in keys:
        verdict = {"candidate": key, "outcome": "PASSED", "items": fine}
        on.district.post(f"bookings/{booking['id']}/verdicts", verdict, status=201)
    copies = on.district.post(f"plans/{on.number}/review-papers/issue", status=201)
    assert len(copies) == 6
    on.district.post(f"plans/{on.number}/review-papers/seal", {"copies": [one["id"] for one in copies]})
    on.district.post(f"plans/{on.number}/actions/qualify")
    on.stands("QUALIFIED", owes="PAY", next_by=None)


def pay(on: Story) -> None:
    """By services: two clerks make the bill, the finance section imports the statement. The API shows the outcome."""
    plan = Plan.objects.get(number=on.number)
    bill = fees.prepared(on.ground, plan)
    bill = bills.confirm_bill(actor=fees.colleague(on.ground), bill_id=bill.pk, now=on.clock.moment)
    (told,) = on.institute.all("bills")
    assert (told["number"], told["state"]) == (bill.number, "CONFIRMED")
    fees.imported(fees.officer(), fees.rows_of((str(bill.amount), on.ground.institute.name, bill.number)))
    work()
    (told,) = on.institute.all("bills")
    assert told["state"] == "PAID"
    (receipt,) = on.institute.all("receipts")
    assert receipt["amount"] == told["amount"]
    on.stands("PAID", owes="ARRANGE", next_by=on.institute, can="SEAT")


def arrange(on: Story) -> None:
    """Seats, invigilators, tickets: printed by the worker, verified by anybody by their QR code."""
    done = on.institute.post(f"plans/{on.number}/arrange", {"seed": 7})
    assert (done["rooms_used"], done["rooms_least"], done["seed"]) == (2, 2, 7)
    on.institute.refused(f"plans/{on.number}/actions/arrange")  # nobody watches yet
    assert on.institute.post(f"plans/{on.number}/invigilators/assign")["lacking"] == 0
    on.institute.post(f"plans/{on.number}/actions/arrange")
    made = on.institute.post(f"plans/{on.number}/prints", {"kind": "TICKET"}, status=202)
    work()
    assert on.institute.get(f"prints/{made['id']}")["state"] == "DONE"
    tickets = on.institute.follow(on.institute.post(f"prints/{made['id']}/link")["url"])
    assert text_of(tickets).count("张志明") == 1
    page = Client().get(qr.codes_of(tickets)[0].removeprefix("http://testserver")).content.decode()
    assert "有效" in page and on.number in page and "张志明" not in page
    on.stands("ARRANGED", owes="REQUEST", next_by=on.institute, can="REQUEST_EXAMINERS")


def send_for_examiners(on: Story) -> None:
    """Asked for, started by the district, answered by SMS; the team meets."""
    practical = on.sitting("PRACTICAL")
    entry = {"number": TEAM, "contact_name": "孙丽", "contact_phone": "010-65001234"}
    on.institute.post(f"sittings/{practical}/examiner-request", entry, status=201)
    (row,) = on.district.all("dispatches")
    asked = on.district.post(f"dispatches/{row['id']}/start")
    assert (asked["state"], len(asked["invitations"])) == ("ASKING", TEAM)
    answer_everybody("邀请您参加")
    assert on.district.get(f"dispatches/{row['id']}")["seated"] == TEAM
    answer_everybody("您已被选定为")
    work()
    formed = on.district.get(f"dispatches/{row['id']}")
    assert formed["state"] == "FORMED"
    assert [one["is_leader"] for one in formed["invitations"]].count(True) == 1
    team = [one["examiner"] for one in formed["invitations"]]
    meeting = {"at": on.clock.moment.isoformat(), "place": "二层会议室", "notes": "熟悉评分标准", "present": team}
    on.institute.post(f"sittings/{practical}/duty/meeting", meeting)
    on.stands("ARRANGED", owes="REPORT", next_by=on.institute, can="ASK_CHANGE")


def hold(on: Story) -> None:
    """The day after: held; the record is kept and handed in."""
    exam = date.fromisoformat(on.whole(on.institute)["first_exam_date"])
    day = exam + timedelta(days=1)
    on.clock.set(day.year, day.month, day.day, 9)
    work()
    on.stands("HELD", owes="REPORT", next_by=on.institute, can="HAND_IN")
    where = f"sittings/{on.sitting('PRACTICAL')}/duty"
    team = on.institute.get(where)["members"]
    said = [{**duty_of(one), "signed_roster": True, "signed_seal": True} for one in team]
    on.institute.post(f"{where}/attendance", {"members": said})
    on.institute.post(f"{where}/sealing", {"at": f"{exam}T17:00:00+08:00", "envelopes": 1})
    wrap_up = {"at": f"{exam}T17:30:00+08:00", "notes": "考试顺利", "has_problems": False}
    missing = on.institute.post(f"{where}/wrap-up", wrap_up)["missing"]
    assert missing and missing == on.institute.refused(f"{where}/hand-in", {"handed_to": "王芳"})
    for kind in ("SCORE_ROSTER", "DUTY_SHEET"):
        on.institute.post(f"{where}/scans", {"kind": kind, "document": pdf()}, status=201, form=True)
    on.institute.post(f"{where}/hand-in", {"handed_to": "王芳"})
    on.stands("REPORTED", owes="ENTER", next_by=on.district, can="ENTER_SCORES")


def duty_of(member: dict[str, Any]) -> dict[str, Any]:
    """Half a day on duty, as the paper says."""
    return {"examiner": member["examiner"], "role": member["role"], "attended": True, "half_days": 1}


def enter_and_publish(on: Story) -> None:
    """Two officers enter blind; the second publishes, and the institute reads the results."""
    practical = on.sitting("PRACTICAL")
    team = [duty_of(one) for one in on.district.get(f"sittings/{practical}/duty")["members"]]
    for officer in (on.district, on.second):
        for subject, mark in MARKS.items():
            where = f"sittings/{on.sitting(subject)}/scores"
            sheet = officer.get(where)
            assert mark not in str(sheet)
            rows = [{"candidate": one["candidate"], "grade": mark} for one in sheet["people"]]
            officer.post(where, {"scores": rows}, status=201)
        officer.post(f"sittings/{practical}/duty", {"members": team}, status=201)
    for subject in MARKS:
        on.second.post(f"sittings/{on.sitting(subject)}/scores/publish")
    on.second.post(f"sittings/{practical}/duty/confirm")
    results = on.institute.all(f"plans/{on.number}/results")
    assert {str(row["score"]) for row in results} == set(MARKS.values())
    on.stands("SCORED", owes="", next_by=None)


def pay_out(on: Story) -> None:
    """By services of the finance section: cards, batch, the bank's answer. The API shows the payouts and the end."""
    work()
    maker, checker, now = fees.officer(), fees.officer(), on.clock.moment
    payees.adopt_cards(actor=maker, now=now)
    waiting = Payee.objects.filter(details__state="PROPOSED").values_list("details__pk", flat=True)
    for key in list(waiting):
        payees.approve_details(actor=checker, details_id=key, now=now)
    owed = set(Payee.objects.filter(dues__plan__number=on.number).values_list("pk", flat=True))
    assert len(owed) == TEAM + 2
    batch: PayoutBatch = payouts.propose_batch(actor=maker, payee_ids=owed, now=now)
    payouts.approve_batch(actor=checker, batch_id=batch.pk, now=now)
    payouts.send_batch(actor=maker, batch_id=batch.pk, now=now)
    outcomes = [
        Outcome(row, line.number, line.amount, payees.tail_of(line.details), True, "")
        for row, line in enumerate(batch.lines.order_by("number"), 2)
    ]
    payouts.receive_return(actor=maker, batch_id=batch.pk, outcomes=outcomes, now=now)
    for one in (on.institute, on.district):
        (paid,) = one.all("payouts")
        assert paid["state"] == "PAID"
    on.stands("SETTLED", owes="", next_by=None)


def the_feed_told_everything_once(on: Story) -> None:
    """Each organisation heard each of its events once, in order, whenever it listened; and all states of the plan."""
    plan = Plan.objects.get(number=on.number).pk
    for one in on.machines:
        numbers = [change["number"] for change in one.heard]
        assert numbers == sorted(set(numbers))
        again = machine(one.actor, now=on.clock.moment)
        again.last = numbers[0] - 1
        assert again.listen() == one.heard
        told = [change["states"]["after"] for change in one.heard if is_step(change, plan)]
        assert told == STATES[1:], one.actor  # a draft is its institute's own, and begins nothing
    for once in ("plan.file", "plan.accept", "bill.confirm", "dispatch.start", "duty.hand_in", "duty.confirm"):
        assert [change["type"] for change in on.institute.heard].count(once) == 1, once


def is_step(change: dict[str, Any], plan: int) -> bool:
    """Whether the plan came into another state by it."""
    states = change["states"]
    is_plan = change["record"] == {"type": "plan", "key": plan}
    return is_plan and "after" in states and states.get("before") != states["after"]
