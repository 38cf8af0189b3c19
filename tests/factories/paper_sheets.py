"""Sheets of papers with invented people, without a database: for the tests of templates and the benchmark."""

from dataclasses import asdict

from appraisal.core.models import Paper
from appraisal.core.rules.papers import PaperKind
from appraisal.core.typesetting import Imprint, stamp
from plans.rules.paper_sheets import (
    Appointment,
    DutySheetForm,
    FormItem,
    FormSitting,
    NoticeLine,
    NoticeSheet,
    Performer,
    PlanForm,
    RoomSheet,
    ScoreRosterSheet,
    Sheet,
    Sitter,
    TeamMember,
    TicketSheet,
)
from tests.factories.filing import NOW

FAMILY, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
RARE = ("𠮷田一郎", "㛃敏", "王䶮", "阿依古丽·买买提")
ITEM, HIGHER = "中式烹调师 四级（中级）", "中式烹调师 二级（技师）"
INSTITUTE, PLACE = "北京市朝阳区样例职业技能鉴定所", "北京市朝阳区样例路 8 号"
MASKED = "110***********123X"
MODES = "实操：动手实操；综合评审：口头答辩"
DAY = "2026年5月16日（周六）"
NOTES = (
    "凭本准考证和有效身份证件原件参加考试，两证不全的不能入场。",
    "请提前到达考场，按指定座位就座；理论考试开始 30 分钟后不得入场。",
)
FACTS = (
    ("计划编号", "2026Z000017"),
    ("鉴定机构", INSTITUTE),
    ("职业、等级", ITEM),
    ("鉴定时间", f"{DAY} 13:30"),
)
IMPRINT = Imprint("https://kaowu.example.gov.cn", NOW)


def name(number: int) -> str:
    """The rare ones first, then a different one for each of the next 8,000 numbers."""
    if number < len(RARE):
        return RARE[number]
    first, rest = divmod(number, len(GIVEN) * len(GIVEN))
    one, two = divmod(rest, len(GIVEN))
    return FAMILY[first % len(FAMILY)] + GIVEN[one] + GIVEN[two]


def ticket(number: int) -> TicketSheet:
    """The ticket of the candidate `number`."""
    room, seat = divmod(number, 30)
    return TicketSheet(
        title="北京市职业技能鉴定准考证",
        number=f"2605000017{number + 1:04}5",
        name=name(number),
        sex="女" if number % 2 else "男",
        document_type="居民身份证",
        document=f"110105199001{number % 28 + 1:02}{number % 1000:03}X",
        item=ITEM,
        institute=INSTITUTE,
        appointments=(
            Appointment(
                "理论",
                DAY,
                "09:00–10:30",
                f"第 {room + 1:02} 考场（教学楼 {room + 101}）",
                f"座位 {seat + 1:02}",
                PLACE,
            ),
            Appointment(
                "实操", DAY, "13:30–15:30", "第 01 考场（中餐实训室）", f"工位 {seat % 12 + 1:02}", f"{PLACE}实训楼"
            ),
        ),
        notes=NOTES,
    )


def room(people: int = 28, rows: int = 6, columns: int = 5, title: str = "考场座次表") -> RoomSheet:
    """A room with one gap, filled down the columns."""
    spots = [
        (row, column) for column in range(1, columns + 1) for row in range(1, rows + 1) if (row, column) != (rows, 1)
    ]
    return RoomSheet(
        title=title,
        plan="2026Z000017",
        institute=INSTITUTE,
        subject="理论",
        number="01",
        room="教学楼 101",
        address=PLACE,
        day=DAY,
        time="09:00–10:30",
        batch="",
        place_word="座位",
        facing="讲台",
        rows=rows,
        columns=columns,
        places=tuple((row, column, f"{number:02}") for number, (row, column) in enumerate(spots, 1)),
        items=(ITEM,),
        watchers=("监考甲", "监考乙"),
        sitters=tuple(
            Sitter(f"{n + 1:02}", *spots[n], f"2605000017{n + 1:04}5", name(n), "女" if n % 2 else "男", MASKED, ITEM)
            for n in range(people)
        ),
    )


def score_roster(people: int = 24, team: tuple[TeamMember, ...] = ()) -> ScoreRosterSheet:
    """A score roster, its team unknown unless given."""
    return ScoreRosterSheet(
        title="北京市职业技能鉴定操作技能成绩花名册",
        facts=FACTS,
        team=team,
        seal=f"2026Z000017　{ITEM}",
        people=tuple(
            Performer(
                f"2605000017{n + 1:04}5",
                name(n),
                "男",
                MASKED,
                f"01 考场 {n // 12 + 1} 批 工位 {n % 12 + 1:02}",
                "补考" if n % 7 == 3 else "新考",
            )
            for n in range(people)
        ),
    )


TEAM = (
    TeamMember("钱考评", "组长", "1101001234"),
    TeamMember("孙考评", "组员", "1101001235"),
    TeamMember("李考评", "组员"),
)


def examples() -> dict[PaperKind, list[Sheet]]:
    """One or more sheets of every kind that plans print."""
    return {
        PaperKind.TICKET: [ticket(number) for number in range(5)],
        PaperKind.SEAT_CHART: [room(), room(60, 8, 9)],
        PaperKind.DOOR_SHEET: [room(title="考场门贴")],
        PaperKind.SIGN_IN_SHEET: [room(title="考生签到表")],
        PaperKind.SCORE_ROSTER: [score_roster(), score_roster(8, TEAM)],
        PaperKind.DUTY_SHEET: [DutySheetForm(title="北京市职业技能鉴定执评情况表", facts=FACTS, people=24, team=TEAM)],
        PaperKind.PLAN_FORM: [
            PlanForm(
                title="北京市职业技能鉴定申请表",
                facts=(*FACTS, ("类　　型", "专场鉴定（成建制企业在职人员）")),
                note="",
                history=(("上报时间", "2026-03-09"),),
                items=(
                    FormItem(ITEM, "300", "实操：动手实操", "—"),
                    FormItem(HIGHER, "12", MODES, "北京市餐饮行业技师考评委员会"),
                ),
                sittings=(
                    FormSitting("理论", ITEM, DAY, "09:00", PLACE),
                    FormSitting("实操", ITEM, DAY, "13:30", "中餐实训室"),
                ),
                proofs=("企业出具的证明：在职证明.pdf",),
            )
        ],
        PaperKind.PUBLIC_NOTICE: [
            NoticeSheet(
                title="技师资格考评申报人员公示",
                facts=(("公示编号", "2026H000021-G1"), *FACTS[:2], ("公示时间", f"{DAY}至2026年5月26日（周二）")),
                opens=DAY,
                closes="2026年5月26日（周二）",
                address="/notices/2026H000021-G1/",
                organisation="北京市职业技能鉴定管理中心",
                lines=tuple(NoticeLine(name(n), MASKED, HIGHER, "样例餐饮有限公司", "正常申报") for n in range(18)),
            )
        ],
    }


def content(kind: PaperKind, sheets: list[Sheet], *, is_sample: bool = True) -> dict:
    """What the template of a kind is given."""
    stamps = [
        stamp(
            Paper(
                kind=kind, title=kind.label, version=2, token=f"abcdefgh{n:04}.ABCDEFGHIJKLMNOP", is_sample=is_sample
            ),
            IMPRINT,
        )
        for n in range(len(sheets))
    ]
    printed = [{**asdict(sheet), "stamp": one} for sheet, one in zip(sheets, stamps, strict=True)]
    return {"title": sheets[0].title, "number": "2026Z000017", "origin": IMPRINT.origin, "sheets": printed}
