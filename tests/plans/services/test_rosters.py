"""Rosters from the uploaded file to stored candidates, on real PostgreSQL."""

import json
from datetime import date
from pathlib import Path

import pytest

from appraisal.core import files
from appraisal.core.crypto import blind_index
from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry
from appraisal.core.phrases import explain
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor, Role
from plans.importers.workbooks import open_roster
from plans.models import Candidate, PlanItem, RecordedResult, RosterUpload
from plans.queries.roster_records import clashes_of
from plans.rules.enums import CandidateState, UploadMode, UploadState
from plans.rules.roster.differences import HIDDEN
from plans.rules.roster.faults import FaultCode
from plans.rules.roster.records import Clash, OtherEnrolment, clash_refusals
from plans.rules.roster.vocabulary import Column
from plans.rules.states import PlanState
from plans.services import roster_checks
from plans.services.roster_reports import read_changes, read_faults
from plans.services.rosters import confirm_roster, discard_roster, fetch_roster_file, receive_roster
from tests.factories import core, plans, rosters
from tests.frozen_clock import FrozenClock
from tests.plans.rules.roster_builder import cells, resident_id
from tests.plans.workbooks.workbook_builder import roster_of

SAMPLES = Path(__file__).parents[2] / "samples"
pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> PlanItem:
    return rosters.item()


@pytest.fixture
def clerk(item: PlanItem) -> Actor:
    return core.actor(Role.INSTITUTE_CLERK, item.plan.institute)


@pytest.fixture
def hand_in(item: PlanItem, clerk: Actor, clock: FrozenClock):
    """Receive and check a workbook; gives the finished upload."""

    def run(content: bytes, into: PlanItem | None = None, actor: Actor | None = None) -> RosterUpload:
        target = into or item
        upload = receive_roster(
            actor=actor or clerk, item_id=target.pk, name="花名册.xlsx", content=content, now=clock.moment
        )
        return check(upload, clock)

    return run


def check(upload: RosterUpload, clock: FrozenClock) -> RosterUpload:
    assert roster_checks.check_roster(upload_id=upload.pk, open_roster=open_roster, now=clock.moment)
    return RosterUpload.objects.get(pk=upload.pk)


def person(serial: int, **changes: object) -> list[object]:
    return cells(DOCUMENT_NUMBER=resident_id(serial), **changes)


def faults_of(upload: RosterUpload) -> list[tuple[int, FaultCode]]:
    return [(fault.row, fault.code) for fault in read_faults(upload.faults)]


class TestFirstUpload:
    def test_the_clean_roster_is_stored_whole(self, hand_in, item: PlanItem) -> None:
        upload = hand_in((SAMPLES / "roster-clean-300.xlsx").read_bytes())
        assert (upload.state, upload.rows_done, upload.rows_total) == (UploadState.APPLIED, 300, 300)
        assert (upload.summary["good"], upload.summary["faults"], upload.summary["added"]) == (300, 0, 300)
        stored = list(item.candidates.order_by("sheet_row"))
        assert len(stored) == 300 and {one.state for one in stored} == {CandidateState.PENDING}
        first = stored[0]
        assert (first.sheet_row, first.name, first.document_number, first.phone) == (
            2,
            "张志明",
            "110108198709100753",
            "13036976315",
        )
        assert first.birth_date == date(1987, 9, 10) and first.years_in_occupation == 11
        assert bytes(first.document_index) == blind_index("110108198709100753")
        item.plan.refresh_from_db()
        assert item.plan.candidate_count == 300

    def test_the_faulty_roster_stores_its_good_rows(self, hand_in, item: PlanItem) -> None:
        listed = json.loads((SAMPLES / "roster-faults-120.json").read_text())
        faulty = {entry["row"] for entry in listed if "recoverable" not in entry["fault"]}
        upload = hand_in((SAMPLES / "roster-faults-120.xlsx").read_bytes())
        assert {row for row, _ in faults_of(upload)} == faulty and upload.summary["faults"] == len(faulty)
        assert upload.summary["recoveries"] == 2
        assert set(item.candidates.values_list("sheet_row", flat=True)) == set(range(3, 123)) - faulty
        assert item.candidates.get(sheet_row=105).document_number == "11010519491231002X"

    def test_personal_numbers_are_not_in_the_clear(self, hand_in, item: PlanItem) -> None:
        upload = hand_in(roster_of(cells(), cells(DOCUMENT_NUMBER="110108198709100754")))
        number = b"11010819870910075"
        assert number not in files._path(upload.document.storage_key).read_bytes()
        raw = Candidate.objects.raw("SELECT id, document_number::text AS raw_number, state FROM plans_candidate")
        assert number.hex() not in raw[0].raw_number
        assert "110***********0754" in str(upload.faults)
        assert number.decode() not in str(upload.faults)

    def test_text_that_means_something_to_copy_is_stored_as_written(self, hand_in, item: PlanItem) -> None:
        odd = r"朝阳区\N路\t3号\\"
        hand_in(roster_of(cells(ADDRESS=odd, EMPLOYER="甲\\", PRIOR_OCCUPATION="\\.")))
        candidate = item.candidates.get()
        assert (candidate.address, candidate.employer, candidate.prior_occupation) == (odd, "甲\\", "\\.")

    def test_an_unreadable_roster_is_refused_with_reasons(self, hand_in, item: PlanItem) -> None:
        upload = hand_in(roster_of(["张三"], headings=["姓名", "性别", "民族"]))
        assert upload.state == UploadState.REFUSED
        assert [reason["code"] for reason in upload.refusal["reasons"]] == ["roster_columns_missing"]
        assert item.candidates.count() == 0

    def test_everything_is_on_the_record(self, hand_in, clerk: Actor) -> None:
        upload = hand_in(roster_of())
        entries = AuditEntry.objects.filter(target=f"rosterupload:{upload.pk}").order_by("number")
        assert [(entry.action, entry.user_id) for entry in entries] == [
            ("roster.received", clerk.user_id),
            ("roster.checked", None),
        ]
        assert entries[1].details["good"] == 1


class TestUploadAgain:
    def test_the_same_roster_changes_nothing_and_asks_nothing(self, hand_in, item: PlanItem) -> None:
        content = roster_of(person(1), person(2))
        hand_in(content)
        before = list(item.candidates.order_by("pk").values_list("pk", "updated_at"))
        upload = hand_in(content)
        assert upload.state == UploadState.APPLIED
        assert (upload.summary["kept"], upload.summary["added"]) == (2, 0)
        assert list(item.candidates.order_by("pk").values_list("pk", "updated_at")) == before

    def test_corrected_rows_are_added_without_asking(self, hand_in, item: PlanItem) -> None:
        hand_in(roster_of(person(1), person(2, MOBILE="1")))
        upload = hand_in(roster_of(person(1), person(2)))
        assert upload.state == UploadState.APPLIED and upload.summary["added"] == 1
        assert item.candidates.count() == 2

    def test_changes_and_absences_wait_for_confirmation(self, hand_in, item: PlanItem) -> None:
        hand_in(roster_of(person(1), person(2), person(3, MOBILE="13900000003")))
        upload = hand_in(roster_of(person(1, NAME="李四", YEARS=12.0), person(3, MOBILE="13900000004"), person(4)))
        assert upload.state == UploadState.TO_CONFIRM
        changed, absent = read_changes(upload.difference)
        assert [(change.row, [(f.column, f.old, f.new) for f in change.fields]) for change in changed] == [
            (2, [(Column.NAME, "张志明", "李四"), (Column.YEARS, "11", "12")]),
            (3, [(Column.MOBILE, HIDDEN, "139****0004")]),
        ]
        assert [one.name for one in absent] == ["张志明"]
        assert (upload.difference["added"], upload.difference["kept"]) == (1, 0)
        assert set(item.candidates.values_list("name", flat=True)) == {"张志明"}

    def test_a_faulty_row_is_not_an_absence(self, hand_in) -> None:
        hand_in(roster_of(person(1), person(2)))
        upload = hand_in(roster_of(person(1), person(2, MOBILE="1")))
        assert upload.state == UploadState.APPLIED and upload.summary["absent"] == 0

    @pytest.mark.parametrize(("mode", "left"), [(UploadMode.SUPPLEMENT, 3), (UploadMode.REPLACE, 2)])
    def test_confirming_applies_what_was_shown(
        self, hand_in, clerk: Actor, clock: FrozenClock, item: PlanItem, mode: UploadMode, left: int
    ) -> None:
        hand_in(roster_of(person(1), person(2)))
        upload = hand_in(roster_of(person(1, ADDRESS="新地址"), person(3)))
        digest = upload.difference["digest"]
        confirm_roster(actor=clerk, upload_id=upload.pk, mode=mode, digest=digest, now=clock.moment)
        done = check(upload, clock)
        assert done.state == UploadState.APPLIED
        entered = item.candidates.exclude(state=CandidateState.WITHDRAWN)
        assert entered.count() == left == done.item.plan.candidate_count
        changed = entered.get(document_index=blind_index(resident_id(1)))
        assert (changed.address, changed.document_number, changed.upload_id) == ("新地址", resident_id(1), upload.pk)
        assert done.summary["withdrawn"] == 3 - left

    def test_the_difference_is_shown_again_when_it_has_moved_on(
        self, hand_in, clerk: Actor, clock: FrozenClock, item: PlanItem
    ) -> None:
        hand_in(roster_of(person(1), person(2)))
        upload = hand_in(roster_of(person(1, NAME="李四")))
        digest = upload.difference["digest"]
        confirm_roster(actor=clerk, upload_id=upload.pk, mode=UploadMode.REPLACE, digest=digest, now=clock.moment)
        item.candidates.filter(document_index=blind_index(resident_id(1))).update(name="王五")
        again = check(upload, clock)
        assert (again.state, again.mode) == (UploadState.TO_CONFIRM, "")
        assert again.difference["digest"] != digest
        assert item.candidates.exclude(state=CandidateState.WITHDRAWN).count() == 2
        with pytest.raises(Conflict):
            confirm_roster(actor=clerk, upload_id=upload.pk, mode=UploadMode.REPLACE, digest=digest, now=clock.moment)

    def test_discarding_leaves_everything(self, hand_in, clerk: Actor, clock: FrozenClock, item: PlanItem) -> None:
        hand_in(roster_of(person(1)))
        upload = hand_in(roster_of(person(2)))
        discard_roster(actor=clerk, upload_id=upload.pk, now=clock.moment)
        upload.refresh_from_db()
        assert upload.state == UploadState.DISCARDED and upload.difference is None
        assert item.candidates.count() == 1
        with pytest.raises(Conflict):
            discard_roster(actor=clerk, upload_id=upload.pk, now=clock.moment)

    def test_a_withdrawn_candidate_may_be_entered_again(
        self, hand_in, clerk: Actor, clock: FrozenClock, item: PlanItem
    ) -> None:
        hand_in(roster_of(person(1), person(2)))
        upload = hand_in(roster_of(person(1)))
        digest = upload.difference["digest"]
        confirm_roster(actor=clerk, upload_id=upload.pk, mode=UploadMode.REPLACE, digest=digest, now=clock.moment)
        check(upload, clock)
        assert hand_in(roster_of(person(1), person(2))).state == UploadState.APPLIED
        assert sorted(item.candidates.values_list("state", flat=True)) == ["PENDING", "PENDING", "WITHDRAWN"]


class TestRecord:
    def test_a_retake_needs_a_score_of_this_occupation_and_level(self, hand_in, item: PlanItem) -> None:
        for serial, level in ((1, item.occupation_level), (2, rosters.occupation_level())):
            RecordedResult.objects.create(
                document_index=blind_index(resident_id(serial)),
                occupation_level=level,
                subject=Subject.PRACTICAL,
                score=55,
                exam_date=date(2025, 11, 1),
            )
        upload = hand_in(roster_of(person(1, PRACTICAL="补考"), person(2, PRACTICAL="补考"), person(3, THEORY="补考")))
        assert faults_of(upload) == [(3, FaultCode.RETAKE_UNRECORDED), (4, FaultCode.RETAKE_UNRECORDED)]
        assert item.candidates.get().theory == ""

    def test_faults_on_record_are_told_beside_those_of_the_row(self, hand_in) -> None:
        upload = hand_in(roster_of(person(1, PRACTICAL="补考", MOBILE="1")))
        assert faults_of(upload) == [(2, FaultCode.MOBILE_SHAPE), (2, FaultCode.RETAKE_UNRECORDED)]

    @pytest.mark.parametrize(
        ("state", "day", "code"),
        [
            (PlanState.FILED, date(2026, 6, 20), FaultCode.OVERLAPPING_PLAN),
            (PlanState.FILED, date(2026, 6, 21), None),
            (PlanState.DRAFT, date(2026, 6, 20), None),
            (PlanState.CANCELLED, date(2026, 6, 20), None),
        ],
    )
    def test_another_plan_on_the_same_day(self, hand_in, state: PlanState, day: date, code: FaultCode | None) -> None:
        other = rosters.item(day=day)
        hand_in(roster_of(person(1)), other, core.actor(Role.INSTITUTE_CLERK, other.plan.institute))
        other.plan.state, other.plan.first_exam_date = state, day
        other.plan.save()
        upload = hand_in(roster_of(person(1)))
        assert faults_of(upload) == ([(2, code)] if code else [])

    @pytest.mark.parametrize(("day", "code"), [(date(2027, 6, 19), "TWO_LEVELS_IN_A_YEAR"), (date(2027, 6, 20), None)])
    def test_two_levels_within_a_year(self, hand_in, item: PlanItem, day: date, code: str | None) -> None:
        higher = rosters.occupation_level(3, item.occupation_level.occupation)
        other = rosters.item(plans.plan(item.plan.institute), level=higher, day=day)
        hand_in(roster_of(person(1)), other)
        upload = hand_in(roster_of(person(1)))
        assert faults_of(upload) == ([(2, FaultCode[code])] if code else [])

    def test_a_recorded_result_of_another_level_counts_too(self, hand_in, item: PlanItem) -> None:
        RecordedResult.objects.create(
            document_index=blind_index(resident_id(1)),
            occupation_level=rosters.occupation_level(5, item.occupation_level.occupation),
            subject=Subject.THEORY,
            score=80,
            exam_date=date(2026, 1, 10),
        )
        assert faults_of(hand_in(roster_of(person(1)))) == [(2, FaultCode.TWO_LEVELS_IN_A_YEAR)]

    def test_once_per_plan(self, hand_in, item: PlanItem) -> None:
        other = rosters.item(item.plan)
        hand_in(roster_of(person(1)), other)
        assert faults_of(hand_in(roster_of(person(1)))) == [(2, FaultCode.TWICE_IN_PLAN)]


class TestWhoAndWhen:
    @pytest.mark.parametrize("role", [Role.GUIDANCE_OFFICER, Role.DISTRICT_OFFICER, Role.EXAMINER])
    def test_other_roles_may_not(self, item: PlanItem, clock: FrozenClock, role: Role) -> None:
        with pytest.raises(NotPermitted):
            receive_roster(actor=core.actor(role), item_id=item.pk, name="x", content=b"x", now=clock.moment)

    def test_other_institutes_may_not(self, item: PlanItem, clerk: Actor, clock: FrozenClock) -> None:
        stranger = core.actor(Role.INSTITUTE_CLERK)
        with pytest.raises(NotPermitted):
            receive_roster(actor=stranger, item_id=item.pk, name="x", content=b"x", now=clock.moment)
        upload = receive_roster(actor=clerk, item_id=item.pk, name="x", content=roster_of(), now=clock.moment)
        with pytest.raises(NotPermitted):
            fetch_roster_file(actor=stranger, upload_id=upload.pk, now=clock.moment)
        assert fetch_roster_file(actor=clerk, upload_id=upload.pk, now=clock.moment)[1] == roster_of()

    def test_not_after_enrolment(self, item: PlanItem, clerk: Actor, clock: FrozenClock) -> None:
        item.plan.state, item.plan.first_exam_date = PlanState.ENROLLED, date(2026, 6, 20)
        item.plan.save()
        with pytest.raises(Conflict):
            receive_roster(actor=clerk, item_id=item.pk, name="x", content=b"x", now=clock.moment)

    def test_a_plan_that_closed_meanwhile_gets_nothing(self, item: PlanItem, clerk: Actor, clock: FrozenClock) -> None:
        upload = receive_roster(actor=clerk, item_id=item.pk, name="x", content=roster_of(), now=clock.moment)
        item.plan.state = PlanState.CANCELLED
        item.plan.save()
        done = check(upload, clock)
        assert done.state == UploadState.REFUSED and item.candidates.count() == 0
        assert done.refusal["reasons"][0]["code"] == "roster_plan_state"

    def test_one_at_a_time(self, item: PlanItem, clerk: Actor, clock: FrozenClock) -> None:
        receive_roster(actor=clerk, item_id=item.pk, name="x", content=b"x", now=clock.moment)
        with pytest.raises(Refused) as caught:
            receive_roster(actor=clerk, item_id=item.pk, name="x", content=b"x", now=clock.moment)
        assert caught.value.refusals[0].code == "roster_busy"

    def test_a_finished_upload_is_not_checked_again(self, hand_in, clock: FrozenClock) -> None:
        upload = hand_in(roster_of())
        assert not roster_checks.check_roster(upload_id=upload.pk, open_roster=open_roster, now=clock.moment)

    def test_a_check_that_keeps_dying_ends(self, item: PlanItem, clerk: Actor, clock: FrozenClock) -> None:
        def dies(content: bytes) -> object:
            raise MemoryError

        upload = receive_roster(actor=clerk, item_id=item.pk, name="x", content=b"x", now=clock.moment)
        for _ in range(3):
            with pytest.raises(MemoryError):
                roster_checks.check_roster(upload_id=upload.pk, open_roster=dies, now=clock.moment)
        roster_checks.check_roster(upload_id=upload.pk, open_roster=dies, now=clock.moment)
        upload.refresh_from_db()
        assert upload.state == UploadState.REFUSED
        assert upload.refusal["reasons"][0]["code"] == "roster_check_failed"


class TestLater:
    def test_a_clash_that_came_up_after_the_import_is_found(self, hand_in, item: PlanItem) -> None:
        other = rosters.item(day=date(2026, 7, 4))
        hand_in(roster_of(person(1), person(2)), other, core.actor(Role.INSTITUTE_CLERK, other.plan.institute))
        other.plan.state, other.plan.first_exam_date = PlanState.FILED, date(2026, 7, 4)
        other.plan.save()
        hand_in(roster_of(person(1), person(3)))
        assert clashes_of(item.plan) == ()
        item.sittings.update(date=date(2026, 7, 4))
        clashes = clashes_of(item.plan)
        assert [(clash.name, clash.other.plan_number) for clash in clashes] == [("张志明", other.plan.number)]
        (refusal,) = clash_refusals(clashes)
        assert explain(refusal).message.count(other.plan.number) == 1

    def test_many_names_are_counted_not_listed(self) -> None:
        other = OtherEnrolment("Z1", 4, date(2026, 7, 4))
        (refusal,) = clash_refusals([Clash("美容师 四级", f"张{number}", other) for number in range(9)])
        assert refusal.params["count"] == 9 and refusal.params["names"].endswith("张4等")
