"""The examiners of the demo city: spread over districts and occupations, a few with something to be put right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle, islice

from appraisal.config.demo.cast import PEOPLE
from appraisal.config.demo.ground import City
from appraisal.core.models import Occupation, User
from appraisal.core.rules.bank_cards import check_digit
from appraisal.core.rules.identity import resident_id_check_digit
from appraisal.core.rules.roles import Actor, Role
from examiners.models import Examiner
from examiners.rules.enums import ExaminerField, ExaminerGrade, RecusalKind
from examiners.rules.importing import RegisterRow
from examiners.rules.register import PREFERRED_DISTRICTS, CardEntry, ExaminerEntry
from examiners.services import self_service, wishes
from examiners.services.importing import import_examiners

PEOPLE_COUNT = 120
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余"
GIVEN = ("建华", "秀兰", "志明", "丽娟", "国庆", "玉梅", "卫东", "桂芳", "海涛", "淑英", "文斌", "春燕", "永刚")
EMPLOYERS = ("样例餐饮集团", "样例技师学院", "样例汽车服务公司", "样例机电公司", "样例信息技术公司", "样例宾馆")
# How often each occupation comes: as in the plans of the city.
OCCUPATIONS = (
    "中式烹调师", "中式面点师", "中式烹调师", "汽车修理工", "计算机操作员", "餐厅服务员", "维修电工", "中式烹调师",
    "数控车工", "计算机网络管理员", "汽车修理工", "装配钳工",
)  # fmt: skip
BUSY = ("朝阳区", "海淀区", "亦庄")  # districts whose centres work in the demo
KEEPERS = ("朝阳区", "海淀区", "亦庄", "")  # "": the city keeps the entry


@dataclass(frozen=True, slots=True)
class Sample:
    """One invented examiner; `keeper` keeps his entry."""

    row: RegisterRow
    keeper: str


def register_examiners(city: City, today: date, *, at: datetime, lately: datetime) -> None:
    """Fill the register, once: `at` each keeper's part in one action, `lately` what makes it alive."""
    if Examiner.objects.exists():
        return
    samples = list(_samples(city, today))
    officer = city.actors["zhidao"]
    for keeper in KEEPERS:
        rows = [one.row for one in samples if one.keeper == keeper]
        keeper_id = city.organisations[keeper].pk if keeper else None
        import_examiners(actor=officer, rows=rows, keeper_id=keeper_id, now=at, is_sample=True)
    _give_accounts()
    _put_life_into_it(city, officer, lately)


def _samples(city: City, today: date) -> Iterator[Sample]:
    occupations = dict(Occupation.objects.values_list("name", "pk"))
    centres = [name for name in city.organisations if name.endswith(("区", "亦庄"))]
    named = [(person.name, person.phone) for person in PEOPLE if _is_examiner(person.role, person.more)]
    for serial, occupation in enumerate(islice(cycle(OCCUPATIONS), PEOPLE_COUNT)):
        name, phone = named[serial] if serial < len(named) else (_name(serial), f"1390000{serial:04}")
        wished = _wished(serial, centres)
        entry = ExaminerEntry(
            name=name,
            id_number=_id_number(serial),
            phone=phone,
            bank_card="" if serial % 19 == 18 else _bank_card(serial),
            residence_id=city.organisations[wished[0]].pk,
            employer=EMPLOYERS[serial % len(EMPLOYERS)],
        )
        districts = () if serial % 29 == 28 else tuple(city.organisations[one].pk for one in wished)
        row = RegisterRow(serial, entry, districts, _card(serial, occupations[occupation], today))
        yield Sample(row, KEEPERS[serial % len(KEEPERS)])


def _is_examiner(role: Role, more: tuple[tuple[Role, str], ...]) -> bool:
    return Role.EXAMINER in (role, *(one for one, _ in more))


def _name(serial: int) -> str:
    return SURNAMES[serial * 7 % len(SURNAMES)] + GIVEN[serial * 5 % len(GIVEN)]


def _id_number(serial: int) -> str:
    first = f"110105{1962 + serial % 30}{serial % 12 + 1:02}{serial % 28 + 1:02}{serial:03}"
    return first + resident_id_check_digit(first)


def _bank_card(serial: int) -> str:
    first = f"602969{serial:012}"
    return first + check_digit(first)


def _wished(serial: int, centres: list[str]) -> list[str]:
    """Five districts: most people want one of the busy ones first, the rest lies around them."""
    first = BUSY[serial % len(BUSY)]
    others = [name for name in centres[serial % len(centres) :] + centres if name != first]
    second = BUSY[(serial + 1) % len(BUSY)]
    return list(dict.fromkeys([first, second, *others]))[:PREFERRED_DISTRICTS]


def _card(serial: int, occupation: int, today: date) -> CardEntry:
    """One in eleven has expired, one in thirteen ends within two months; a third is senior."""
    until = today + timedelta(days=200 + serial * 7 % 700)
    if serial % 11 == 10:
        until = today - timedelta(days=20 + serial)
    elif serial % 13 == 12:
        until = today + timedelta(days=25 + serial % 30)
    grade = ExaminerGrade.SENIOR_EXAMINER if serial % 3 == 0 else ExaminerGrade.EXAMINER
    return CardEntry(occupation, grade, f"京考评样例{serial:04}", until - timedelta(days=1095), until)


def _give_accounts() -> None:
    """The sample people who sign in as examiners are those of the register."""
    users = {user.name: user for user in User.objects.filter(assignments__role=Role.EXAMINER, is_sample=True)}
    for examiner in Examiner.objects.filter(name__in=users, is_sample=True, user=None).order_by("pk"):
        Examiner.objects.filter(pk=examiner.pk).update(user=users.pop(examiner.name, None))


def _put_life_into_it(city: City, officer: Actor, now: datetime) -> None:
    """Days off, recusals, and a bank card that waits for its confirmation."""
    people = list(Examiner.objects.order_by("pk"))
    for examiner in people[4::17]:
        start = now.date() + timedelta(days=10 + examiner.pk % 20)
        wishes.add_absence(
            actor=officer, examiner_id=examiner.pk, starts_on=start, ends_on=start + timedelta(days=4),
            note="外出授课（样例）", now=now,
        )  # fmt: skip
    institutes = [city.organisations[key].pk for key in ("chaoyang", "qiche", "haidian", "yizhuang")]
    for place, examiner in enumerate(people[5::13]):
        kind = RecusalKind.EMPLOYEE if place % 2 else RecusalKind.TRAINER
        institute = institutes[place % len(institutes)]
        wishes.add_recusal(actor=officer, examiner_id=examiner.pk, institute_id=institute, kind=kind, now=now)
    own = Examiner.objects.filter(user__username="kaoping2").first()
    if own:
        actor = city.actors["kaoping2"]
        self_service.ask_change(actor=actor, field=ExaminerField.BANK_CARD, value=_bank_card(900), now=now)
