"""Notices to districts over HTTP: the district that a sitting moved into confirms, nobody else."""

import pytest

from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from plans.models import DistrictNotice
from plans.rules.change_enums import TellingManner
from plans.services.change_decisions import decide_change
from plans.services.district_notices import tell_district
from tests.factories import api as calling
from tests.factories import changes, core
from tests.factories import filing as make

pytestmark = pytest.mark.django_db


def test_received_once_it_was_told(clock):
    clock.moment = make.NOW
    ground, haidian = make.ground(), core.organisation(OrganisationKind.DISTRICT_CENTRE, name="海淀区中心")
    plan = make.accepted(ground)
    change = changes.ask(ground, plan, [changes.wish(plan, place="海淀教室", district_id=haidian.pk)])
    decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=make.NOW)
    notice = DistrictNotice.objects.get()
    there, here = calling.caller(core.actor(Role.DISTRICT_OFFICER, haidian)), calling.caller(ground.district)
    receive = f"/api/v1/district-notices/{notice.pk}/receive"
    assert [one["state"] for one in there.get("/api/v1/district-notices").json()["items"]] == ["OWED"]
    assert there.post(receive, format="json").status_code == 409
    tell_district(actor=ground.clerk, notice_id=notice.pk, manner=TellingManner.PORTAL, note="", now=make.NOW)
    assert here.post(receive, format="json").status_code == 404
    assert there.post(receive, format="json").json()["state"] == "RECEIVED"
