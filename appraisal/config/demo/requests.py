"""What institutes have asked the city for: licences, modes and sites, some answered and some waiting."""

from datetime import date, datetime

from appraisal.config.demo.cast import UNMAINTAINED
from appraisal.config.demo.ground import City, sample_upload
from appraisal.config.demo.plot import OFFICER, Calendar
from appraisal.config.demo.stage import Scene
from appraisal.core.models import LicenceRequest
from appraisal.core.services import catalogue, licences

LEVELS = (5, 4, 3)


def all_requests(city: City, days: Calendar) -> list[Scene]:
    """Scenes of a licence that waits, one that was refused, and a mode that is asked for."""
    if LicenceRequest.objects.exclude(state="GRANTED").exists():
        return []

    def ask(clerk: str, occupation: str, number: str, now: datetime) -> int:
        application = licences.Application(
            document_number=number,
            scope_ids=frozenset(city.level(occupation, level).pk for level in LEVELS),
            valid_from=date(now.year, 1, 1),
            note="样例申请",
        )
        document = sample_upload(f"{occupation}批准文件（样例）.pdf")
        return licences.request_licence(actor=city.actors[clerk], application=application, document=document, now=now)

    def ask_and_wait(now: datetime) -> None:
        ask("jingan", "汽车驾驶员", "京人社发〔样例〕21 号", now)

    def ask_in_vain(now: datetime) -> None:
        request_id = ask("qixin", "心理咨询师", "样例〔2026〕7 号", now)
        reason = "附件不是市人力社保行政部门的批准文件，请补充后重新申请（样例）。"
        licences.decide_licence(actor=city.actors[OFFICER], request_id=request_id, grant=False, reason=reason, now=now)

    def ask_for_mode(now: datetime) -> None:
        level = city.level(*UNMAINTAINED[0])
        catalogue.ask_for_mode(actor=city.actors["jingwei"], occupation_level_id=level.pk, now=now)

    return [
        Scene(days.ago(15), ask_in_vain),
        Scene(days.ago(4), ask_and_wait),
        Scene(days.ago(2, 11), ask_for_mode),
    ]
