"""Saving many occupations at once, and the first filling of the catalogue."""

import pytest
from django.core.management import call_command

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Occupation, OccupationLevel
from appraisal.core.queries.occupations import fingerprint, read_entries
from appraisal.core.rules.catalogue import OccupationEntry
from appraisal.core.services.occupations import save_occupations
from tests.factories import catalogue as make

pytestmark = pytest.mark.django_db

# 一（三）, as printed on the slide.
COMPUTER_BASED = {
    "计算机操作员",
    "汽车驾驶员",
    "中式面点师",
    "美容师",
    "汽车修理工",
    "制冷设备维修工",
    "数控车工",
    "中式烹调师",
    "商品营业员",
    "维修电工",
    "计算机网络管理员",
    "摄影师",
    "用户通信终端维修员",
}


@pytest.fixture
def now(clock):
    return clock.set(2026, 3, 2, 9)


def test_the_shipped_catalogue_marks_the_occupations_of_the_slide_at_levels_five_to_three(now):
    call_command("load_catalogue")
    marked = OccupationLevel.objects.filter(computer_based=True)
    assert set(marked.values_list("occupation__name", flat=True)) == COMPUTER_BASED
    unmarked = OccupationLevel.objects.filter(occupation__name__in=COMPUTER_BASED, computer_based=False)
    assert set(unmarked.values_list("level", flat=True)) == {2, 1}


def test_what_is_not_certain_stays_marked_as_such(now):
    call_command("load_catalogue")
    assert Occupation.objects.get(name="汽车修理工").code_1999 == "6-06-01-02?"
    unseen = Occupation.objects.get(name="中式烹调师")
    assert not unseen.levels_confirmed
    assert sorted(unseen.levels.values_list("level", flat=True)) == [1, 2, 3, 4, 5]
    seen = Occupation.objects.get(name="汽车驾驶员")
    assert seen.levels_confirmed
    assert sorted(seen.levels.values_list("level", flat=True)) == [2, 3, 4, 5]


def test_loading_again_leaves_what_officers_changed_unless_asked_to(now):
    call_command("load_catalogue")
    Occupation.objects.filter(name="车工").update(code_2022="changed")
    call_command("load_catalogue")
    assert Occupation.objects.get(name="车工").code_2022 == "changed"
    call_command("load_catalogue", "--update")
    assert Occupation.objects.get(name="车工").code_2022 == "6-18-01-01"
    assert AuditEntry.objects.filter(action="SAVE_OCCUPATIONS").count() == 2


def test_entries_are_added_changed_and_left_alone(now):
    make.occupation("车工", "543", code_1999="6-04-01-01")
    make.occupation("铣工", "54")
    entries = [
        OccupationEntry("车工", code_1999="6-04-01-01", levels=frozenset({4, 3, 2}), re_review=frozenset({2})),
        OccupationEntry("铣工", levels=frozenset({5, 4})),
        OccupationEntry("磨工", levels=frozenset({5})),
    ]
    saved = save_occupations(actor=make.officer(), entries=entries, now=now)
    assert saved.added == ("磨工",)
    assert saved.changed == ("车工",)
    assert sorted(read_entries(), key=lambda e: e.name) == sorted(entries, key=lambda e: e.name)
    assert Occupation.objects.get(name="磨工").name_key == "mo gong"


def test_a_level_that_is_dropped_goes_out_of_use_but_stays(now):
    turner = make.occupation("车工", "54")
    save_occupations(actor=None, entries=[OccupationEntry("车工", levels=frozenset({4}))], now=now)
    assert dict(turner.levels.values_list("level", "active")) == {5: False, 4: True}


def test_one_faulty_entry_keeps_all_of_them_out(now):
    entries = [
        OccupationEntry("车工"),
        OccupationEntry("", levels=frozenset()),
        OccupationEntry("长" * 61),
        OccupationEntry("车工"),
    ]
    with pytest.raises(Refused) as refused:
        save_occupations(actor=make.officer(), entries=entries, now=now)
    codes = {refusal.code for refusal in refused.value.refusals}
    assert codes == {"occupation_twice", "missing", "levels_empty", "too_long"}
    assert not Occupation.objects.exists()


def test_a_preview_that_is_out_of_date_is_not_confirmed(now):
    seen = fingerprint(read_entries())
    make.occupation("铣工")
    with pytest.raises(Conflict):
        save_occupations(actor=make.officer(), entries=[OccupationEntry("车工")], now=now, seen=seen)
    assert not Occupation.objects.filter(name="车工").exists()
    save_occupations(actor=make.officer(), entries=[OccupationEntry("车工")], now=now, seen=fingerprint(read_entries()))
    assert Occupation.objects.filter(name="车工").exists()


def test_institutes_do_not_edit_the_catalogue(now):
    with pytest.raises(NotPermitted):
        save_occupations(actor=make.clerk(), entries=[OccupationEntry("车工")], now=now)
