"""Who and what is in the demo city. Every name, number and address here is invented."""

from dataclasses import dataclass, field

from appraisal.core.rules.roles import Role

PASSWORD = "kaowu-demo-2014"  # of every sample person; one click on the sign-in page does the same


@dataclass(frozen=True, slots=True)
class SampleSite:
    """A practical site. `confirmed=False`: filed, waiting for the city."""

    name: str
    address: str
    occupations: tuple[str, ...]
    workstations: int = 30
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class SampleInstitute:
    """An institute with what it is licensed for: occupation -> levels."""

    key: str
    name: str
    short_name: str
    district: str
    address: str
    contact_name: str
    contact_phone: str
    licences: dict[str, tuple[int, ...]] = field(default_factory=dict)
    sites: tuple[SampleSite, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleCommittee:
    """An industry technician committee."""

    key: str
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """A person. `home` is the key of an institute or committee, the short name of a district centre, or a section."""

    username: str
    name: str
    phone: str
    role: Role
    home: str = ""
    more: tuple[tuple[Role, str], ...] = ()


GUIDANCE, FINANCE = "鉴定指导科", "财务科"

INSTITUTES = (
    SampleInstitute(
        key="chaoyang",
        name="北京市朝阳区京味职业技能鉴定所",
        short_name="朝阳京味鉴定所",
        district="朝阳区",
        address="朝阳区建国路样例院 1 号",
        contact_name="孙丽",
        contact_phone="13800000011",
        licences={"中式烹调师": (5, 4, 3, 2), "中式面点师": (5, 4, 3), "餐厅服务员": (5, 4)},
        sites=(
            SampleSite("京味一号操作间", "朝阳区建国路样例院 1 号 2 层", ("中式烹调师", "中式面点师"), 32),
            SampleSite("京味服务实训厅", "朝阳区建国路样例院 1 号 1 层", ("餐厅服务员",), 20),
        ),
    ),
    SampleInstitute(
        key="qiche",
        name="北京市朝阳区京安汽修职业技能鉴定所",
        short_name="朝阳京安汽修鉴定所",
        district="朝阳区",
        address="朝阳区东坝样例路 8 号",
        contact_name="马强",
        contact_phone="13800000012",
        licences={"汽车修理工": (5, 4, 3, 2, 1)},
        sites=(SampleSite("京安维修车间", "朝阳区东坝样例路 8 号", ("汽车修理工",), 24),),
    ),
    SampleInstitute(
        key="haidian",
        name="北京市海淀区启信职业技能鉴定所",
        short_name="海淀启信鉴定所",
        district="海淀区",
        address="海淀区学院路样例大厦 6 层",
        contact_name="吴涛",
        contact_phone="13800000013",
        licences={"计算机操作员": (5, 4, 3), "计算机网络管理员": (4, 3), "摄影师": (5, 4)},
        sites=(
            SampleSite("启信第一机房", "海淀区学院路样例大厦 6 层 601", ("计算机操作员", "计算机网络管理员"), 60),
            SampleSite("启信影棚", "海淀区学院路样例大厦 6 层 608", ("摄影师",), 15, confirmed=False),
        ),
    ),
    SampleInstitute(
        key="yizhuang",
        name="北京经济技术开发区精工职业技能鉴定所",
        short_name="亦庄精工鉴定所",
        district="亦庄",
        address="北京经济技术开发区样例街 20 号",
        contact_name="郑凯",
        contact_phone="13800000014",
        licences={"数控车工": (4, 3, 2, 1), "维修电工": (5, 4, 3, 2), "装配钳工": (5, 4, 3)},
        sites=(
            SampleSite("精工数控车间", "北京经济技术开发区样例街 20 号 1 栋", ("数控车工",), 16),
            SampleSite("精工电工实训室", "北京经济技术开发区样例街 20 号 2 栋", ("维修电工", "装配钳工"), 40),
        ),
    ),
)

COMMITTEES = (
    SampleCommittee("canyin", "北京餐饮行业技师考评委员会", "餐饮考评委"),
    SampleCommittee("zhuangbei", "北京装备制造行业技师考评委员会", "装备制造考评委"),
)

PEOPLE = (
    SamplePerson("zhidao", "周敏", "13800000001", Role.GUIDANCE_OFFICER, GUIDANCE),
    SamplePerson("zhidao2", "韩雪", "13800000002", Role.GUIDANCE_OFFICER, GUIDANCE, ((Role.FINANCE_OFFICER, FINANCE),)),
    SamplePerson("caiwu", "赵海燕", "13800000003", Role.FINANCE_OFFICER, FINANCE),
    SamplePerson("chaoyang", "王芳", "13800000004", Role.DISTRICT_OFFICER, "朝阳区"),
    SamplePerson("haidian", "张伟", "13800000005", Role.DISTRICT_OFFICER, "海淀区"),
    SamplePerson("yizhuang", "陈静", "13800000006", Role.DISTRICT_OFFICER, "亦庄"),
    SamplePerson("chaoyang2", "李娜", "13800000007", Role.DISTRICT_OFFICER, "朝阳区"),  # what is done by two people
    SamplePerson("haidian2", "刘洋", "13800000008", Role.DISTRICT_OFFICER, "海淀区"),
    SamplePerson("yizhuang2", "赵强", "13800000009", Role.DISTRICT_OFFICER, "亦庄"),
    SamplePerson("jingwei", "孙丽", "13800000011", Role.INSTITUTE_CLERK, "chaoyang"),
    SamplePerson("jingan", "马强", "13800000012", Role.INSTITUTE_CLERK, "qiche"),
    SamplePerson("qixin", "吴涛", "13800000013", Role.INSTITUTE_CLERK, "haidian"),
    SamplePerson("jinggong", "郑凯", "13800000014", Role.INSTITUTE_CLERK, "yizhuang", ((Role.EXAMINER, ""),)),
    # Bills need a second pair of eyes of the same institute 二（五）.
    SamplePerson("jingwei2", "曹颖", "13800000015", Role.INSTITUTE_CLERK, "chaoyang"),
    SamplePerson("jingan2", "邓丽", "13800000016", Role.INSTITUTE_CLERK, "qiche"),
    SamplePerson("qixin2", "沈浩", "13800000017", Role.INSTITUTE_CLERK, "haidian"),
    SamplePerson("jinggong2", "卢敏", "13800000018", Role.INSTITUTE_CLERK, "yizhuang"),
    SamplePerson("canyin", "冯国强", "13800000021", Role.COMMITTEE_CLERK, "canyin"),
    SamplePerson("zhuangbei", "蒋文", "13800000022", Role.COMMITTEE_CLERK, "zhuangbei"),
    SamplePerson("kaoping1", "何建国", "13800000031", Role.EXAMINER),
    SamplePerson("kaoping2", "罗秀英", "13800000032", Role.EXAMINER),
    SamplePerson("kaoping3", "梁志强", "13800000033", Role.EXAMINER),
)

# Levels whose appraisal mode the city has not maintained yet: a plan with one of them must wait 二（一）.
UNMAINTAINED = (("中式面点师", 3), ("摄影师", 4))
WRITTEN_PRACTICALS = ("计算机网络管理员",)
RE_REVIEWED = (("中式烹调师", 4), ("汽车修理工", 3))
