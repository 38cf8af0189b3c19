"""Photographs: taken, exchanged, removed, required, printed, gone in the end; never half done."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from appraisal.core import files
from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Document, Paper
from appraisal.core.queries.documents import readable_document
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.typesetting import Imprint
from plans.exporters.plan_papers import set_papers
from plans.importers.photos import receive_photo, receive_photos
from plans.models import Candidate, Photo, PhotoUpload, Plan, ReReview
from plans.queries.photos import photos_missing, portraits_of, visible_photo
from plans.queries.plan_detail import items_of, what_is_missing
from plans.queries.work import work_items
from plans.rules.states import PlanState
from plans.services import filing, photos
from plans.services.plan_papers import print_papers
from tests.factories import core, rooms
from tests.factories import filing as make
from tests.factories import photos as drawn

pytestmark = pytest.mark.django_db
NOW = make.NOW
NUMBERS = ("110101199003071230", "11010119900307124X", "110101199003071251")


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings) -> Path:
    settings.DOCUMENT_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def ground():
    fill_calendar(now=NOW)
    return make.ground()


@pytest.fixture
def plan(ground) -> Plan:
    return make.accepted(ground)


@pytest.fixture
def people(plan) -> list[Candidate]:
    names = ("王伟", "李娜", "张敏")
    return [drawn.candidate(plan, name, number) for name, number in zip(names, NUMBERS, strict=True)]


def item_of(plan):
    return plan.items.get()


def take(ground, candidate, number=0, now=NOW):
    return photos.set_photo(actor=ground.clerk, candidate_id=candidate.pk, portrait=drawn.portrait(number), now=now)


def take_many(ground, plan, *uploads) -> PhotoUpload:
    return receive_photos(actor=ground.clerk, item_id=item_of(plan).pk, uploads=uploads, now=NOW)


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def reasons(upload: PhotoUpload) -> dict[str, list[str]]:
    return {name: [code for code, *_ in found] for name, found in upload.misfits}


def refused(call, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return [one.code for one in caught.value.refusals]


def stored(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


# --- one by one -----------------------------------------------------------------------------------
def test_a_photograph_is_kept_encrypted_and_an_exchanged_one_is_gone(
    ground, plan, people, root, django_capture_on_commit_callbacks
):
    before = len(stored(root))
    take(ground, people[0], 1)
    first = Photo.objects.get().document
    assert files.read(first) == drawn.portrait(1).jpeg
    assert all(b"JFIF" not in path.read_bytes() for path in stored(root))
    with django_capture_on_commit_callbacks(execute=True):
        take(ground, people[0], 2)
    assert files.read(Photo.objects.get().document) == drawn.portrait(2).jpeg
    assert not Document.objects.filter(pk=first.pk).exists() and len(stored(root)) == before + 1
    assert list(
        AuditEntry.objects.filter(action__startswith="photo").values_list("action", flat=True).order_by("pk")
    ) == [
        "photo.set",
        "photo.exchange",
    ]
    with django_capture_on_commit_callbacks(execute=True):
        photos.remove_photo(actor=ground.clerk, candidate_id=people[0].pk, now=NOW)
    assert not Photo.objects.exists() and len(stored(root)) == before
    assert refused(photos.remove_photo, actor=ground.clerk, candidate_id=people[0].pk, now=NOW) == ["photo_gone"]


def test_who_sees_the_candidate_and_has_to_do_with_him_sees_the_face(ground, plan, people):
    document = take(ground, people[0]).document
    others = [core.actor(role) for role in (Role.DISTRICT_OFFICER, Role.INSTITUTE_CLERK, Role.COMMITTEE_CLERK)]
    for actor in (ground.clerk, ground.district, ground.officer):
        assert visible_photo(actor, people[0].pk) == document
    for actor in (*others, core.actor(Role.FINANCE_OFFICER)):
        assert visible_photo(actor, people[0].pk) is None
    assert readable_document(document.pk, ground.clerk) is None  # the general address does not know it
    with pytest.raises(NotPermitted):
        photos.fetch_photo(actor=core.actor(Role.FINANCE_OFFICER), candidate_id=people[0].pk, now=NOW)
    photos.fetch_photo(actor=ground.district, candidate_id=people[0].pk, now=NOW)
    assert AuditEntry.objects.filter(action="photo.fetch", target=f"candidate:{people[0].pk}").count() == 1


def test_other_institutes_and_later_states_are_refused(ground, plan, people):
    with pytest.raises(NotPermitted):
        take(make.ground(), people[0])
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.HELD)
    with pytest.raises(Conflict):
        take(ground, people[0])
    assert not Photo.objects.exists()


def test_a_face_that_was_compared_stays(ground, plan, people):
    take(ground, people[0])
    by = {"reviewed_by_id": ground.district.user_id, "reviewed_at": NOW}
    ReReview.objects.create(candidate=people[0], outcome="PASSED", **by)
    assert refused(take, ground, people[0]) == ["photo_compared"]
    assert refused(photos.remove_photo, actor=ground.clerk, candidate_id=people[0].pk, now=NOW) == ["photo_compared"]
    assert reasons(take_many(ground, plan, drawn.upload("王伟.jpg"))) == {"王伟.jpg": ["photo_compared"]}
    ReReview.objects.create(candidate=people[0], outcome="UNDONE", **by)
    take(ground, people[0])


# --- many at once ---------------------------------------------------------------------------------
def test_many_files_are_all_kept_or_told(ground, plan, people):
    take(ground, people[1])
    upload = take_many(
        ground,
        plan,
        drawn.upload(f"{NUMBERS[0]}.jpg"),
        drawn.upload("李娜.jpg"),
        drawn.upload("李 娜.png", drawn.picture(kind="PNG")),
        drawn.upload("张敏.jpg", b"%PDF-1.7" + b" " * 5000),
        drawn.upload("110101199003079999.jpg"),
    )
    assert (upload.files, upload.added, upload.exchanged) == (5, 1, 0)
    assert reasons(upload) == {
        "李娜.jpg": ["photo_twice"],
        "李 娜.png": ["photo_twice"],
        "张敏.jpg": ["picture_type"],
        "110***********9999.jpg": ["photo_nobody"],
    }
    assert "9003079999" not in str(upload.misfits)


def test_a_zip_from_windows_with_folders_and_what_systems_add(ground, plan, people):
    content = zipped(
        {
            "一班/": b"",
            f"一班/{NUMBERS[0]}.JPG": drawn.picture(1),
            "__MACOSX/一班/._x.jpg": b"x",
            "一班/Thumbs.db": b"x",
            "1/WWWW.jpg": drawn.picture(2),
            "inner.zip": zipped({"a.jpg": drawn.picture()}) + b" " * 4000,
        }
    ).replace(b"WWWW", "张敏".encode("gbk"))
    flagged = bytearray(content)  # Windows does not say how it writes names: the flag of UTF-8 goes
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := flagged.find(signature, at + 1)) >= 0:
            flagged[at + offset + 1] &= ~0x08
    upload = take_many(ground, plan, drawn.upload("照片.zip", bytes(flagged)))
    assert (upload.files, upload.added) == (3, 2)
    assert reasons(upload) == {"inner.zip": ["picture_type"]}
    assert set(portraits_of([one.pk for one in people])) == {people[0].pk, people[2].pk}


def swollen() -> bytes:
    return zipped({"王伟.jpg": b"\xff\xd8\xff" + b"\0" * (40 * 1024 * 1024)})


def locked() -> bytes:
    content = bytearray(zipped({"王伟.jpg": drawn.picture()}))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def lying() -> bytes:
    """A part that says it is small and is not."""
    content = bytearray(swollen())
    at = content.find(b"PK\x01\x02") + 24
    content[at : at + 4] = (9000).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"PK\x03\x04" + b"nothing", ["photos_zip_damaged"]),
        (zipped({"__MACOSX/a": b"x"}), ["photos_zip_empty"]),
        (locked(), ["photos_zip_encrypted"]),
        (zipped({f"{number}.jpg": b"x" for number in range(6)}), ["photos_many"]),
        (
            zipped({"a.jpg": b"x"}).replace(b"PK\x05\x06", b"PK\x06\x06" + b"\0" * 52 + b"PK\x05\x06"),
            ["photos_zip_damaged"],
        ),
    ],
)
def test_an_archive_that_cannot_be_looked_at_changes_nothing(ground, plan, people, settings, content, expected):
    settings.KAOWU = {**settings.KAOWU, "PHOTOS_AT_ONCE": 5}
    assert refused(take_many, ground, plan, drawn.upload("a.zip", content)) == expected
    assert not Photo.objects.exists() and not PhotoUpload.objects.exists()


@pytest.mark.parametrize(("make_zip", "why"), [(swollen, "picture_size"), (lying, "picture_damaged")])
def test_a_bomb_in_an_archive_is_not_unpacked(ground, plan, people, make_zip, why):
    upload = take_many(ground, plan, drawn.upload("a.zip", make_zip()))
    assert reasons(upload) == {"王伟.jpg": [why]} and not Photo.objects.exists()


def test_what_is_wrong_with_an_upload_as_a_whole(ground, plan, settings):
    settings.KAOWU = {**settings.KAOWU, "PHOTOS_AT_ONCE": 1}
    two = [drawn.upload("a.zip", zipped({"a.jpg": b"x"})), drawn.upload("b.jpg")]
    assert refused(take_many, ground, plan) == ["photos_none"]
    assert refused(take_many, ground, plan, *two) == ["photos_many", "photos_zip_alone"]
    settings.KAOWU = {**settings.KAOWU, "PHOTOS_MAX_BYTES": 100}
    assert refused(take_many, ground, plan, drawn.upload("b.jpg")) == ["photos_size"]
    assert refused(receive_photo, actor=ground.clerk, candidate_id=1, upload=None, now=NOW) == ["photos_none"]


def test_an_upload_that_breaks_off_leaves_nothing_behind(ground, plan, people, monkeypatch):
    monkeypatch.setattr(photos.audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take_many(ground, plan, drawn.upload("王伟.jpg"), drawn.upload("李娜.jpg"))
    assert not Photo.objects.exists() and not PhotoUpload.objects.exists()


# --- what follows ---------------------------------------------------------------------------------
def test_enrolment_waits_for_photographs_where_the_portal_asks_for_them(ground, plan, people, settings):
    def said() -> list[tuple[str, int]]:
        found = [*what_is_missing(plan, NOW)]
        with pytest.raises(Refused) as caught:
            filing.enrol(actor=ground.clerk, plan_id=plan.pk, now=NOW)
        assert {one.code for one in found} == {one.code for one in caught.value.refusals}
        return [(one.code, one.params["count"]) for one in found if one.code == "photos_missing"]

    take(ground, people[0])
    assert said() == [] and items_of(plan)[0].unpictured == 2
    settings.KAOWU = {**settings.KAOWU, "PHOTOS_REQUIRED": True}
    assert said() == [("photos_missing", 2)]
    Candidate.objects.filter(pk=people[1].pk).update(state="WITHDRAWN")
    take(ground, people[2])
    assert said() == [] and photos_missing(plan)[0][1].people == 0


def test_the_work_list_speaks_of_photographs_once_they_are_begun(ground, plan, people, settings):
    def lines() -> list[str]:
        return [one.about for one in work_items(ground.clerk, NOW) if one.what == "补交考生照片"]

    assert lines() == [] and items_of(plan)[0].unpictured == 0
    take(ground, people[0])
    assert len(lines()) == 1 and "2 名考生" in lines()[0]
    for one in people[1:]:
        take(ground, one)
    assert lines() == []
    settings.KAOWU = {**settings.KAOWU, "PHOTOS_REQUIRED": True}
    drawn.candidate(plan, "钱多", "110101199003071278")
    assert "1 名考生" in lines()[0]


def test_a_ticket_shows_the_face_and_only_another_face_supersedes_it(ground):
    plan = rooms.complete(ground, 3)
    one = Candidate.objects.filter(plan=plan).first()

    def printed() -> list[Paper]:
        return print_papers(
            actor=ground.clerk, plan_id=plan.pk, kind=PaperKind.TICKET, origin="https://kaowu.example", now=rooms.NOW
        ).papers

    def pictures() -> int:
        return set_papers(printed(), Imprint("https://kaowu.example", rooms.NOW)).count(b"/Filter/DCTDecode")

    first = printed()
    assert pictures() == 0
    take(ground, one, 1, now=rooms.NOW)
    assert [paper.pk for paper in printed()] == [paper.pk for paper in first]  # the empty frame was true
    assert pictures() == 1
    take(ground, one, 2, now=rooms.NOW)
    again = {paper.part: paper.version for paper in printed()}
    assert {part for part, version in again.items() if version == 2} == {f"candidate:{one.pk}"}


def test_photographs_go_when_their_time_is_over(ground, plan, people, root, django_capture_on_commit_callbacks):
    take_many(ground, plan, drawn.upload("王伟.jpg"), drawn.upload("李娜.jpg"), drawn.upload("无名.jpg"))
    Candidate.objects.filter(pk=people[0].pk).update(state="WITHDRAWN", updated_at=NOW)
    year = timedelta(days=365)
    assert photos.expire_photos(now=NOW + year) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert photos.expire_photos(now=NOW + year + timedelta(days=1)) == 1  # who withdrew; the plan goes on
    assert Photo.objects.get().candidate == people[1] and PhotoUpload.objects.get().misfits
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.SETTLED, state_since=NOW)
    assert photos.expire_photos(now=NOW + year + timedelta(days=1)) == 1
    assert not Photo.objects.exists() and PhotoUpload.objects.get().misfits is None
    assert photos.expire_photos(now=NOW + year + timedelta(days=1)) == 0
