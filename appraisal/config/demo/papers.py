"""Sample papers: a proof document that says it is none, and rosters of invented people."""

import random
from datetime import date, timedelta
from io import BytesIO

from openpyxl import Workbook

from appraisal.core.rules.identity import resident_id_check_digit
from plans.rules.roster.vocabulary import Column

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = (
    "建国",
    "秀兰",
    "志强",
    "桂英",
    "海燕",
    "晓明",
    "雪梅",
    "立新",
    "春燕",
    "国庆",
    "文静",
    "玉兰",
    "永强",
    "佳",
    "磊",
    "婷",
    "伟",
    "敏",
)
EMPLOYERS = ("样例餐饮服务有限公司", "样例机械厂", "样例汽车服务中心", "样例信息技术公司", "样例物业管理公司")
CONDITIONS = {
    5: "经本职业正规培训达规定标准学时数并取得结业证书",
    4: "连续从事本职业工作7年以上",
    3: "取得本职业四级证书后连续从事本职业工作7年以上",
    2: "取得本职业三级证书后连续从事本职业工作7年以上",
    1: "取得本职业二级证书后连续从事本职业工作7年以上",
}
LOWEST_LEVEL = 5
YOUNGEST, OLDEST = 38, 58  # years: old enough for the experience they declare
CERTIFIED_YEARS, SHORT_YEARS = 9, 4  # since the certificate of the level below


def proof_document() -> bytes:
    """A one-page PDF that says SAMPLE: what the demo city hands in wherever a proof is asked for."""
    text = b"BT /F1 28 Tf 90 700 Td (SAMPLE - not a real document) Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    )
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(objects) + 1, len(content)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return content + head + table + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def roster(people: int, *, level: int, today: date, seed: str, faults: int = 0, short: int = 0) -> bytes:
    """A roster workbook of invented people; the same `seed` gives the same people.

    The first `faults` rows have a wrong ID, the last `short` ones not enough experience for the level.
    """
    chance = random.Random(seed)
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "花名册"
    sheet.append([column.label for column in Column])
    for number in range(people):
        values = _person(chance, number, level=level, today=today, faulty=number < faults)
        if number >= people - short:
            values |= _experience(number, level, SHORT_YEARS, SHORT_YEARS + 1, today)
        sheet.append([values.get(column, "") for column in Column])
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _person(chance: random.Random, number: int, *, level: int, today: date, faulty: bool) -> dict[Column, str]:
    is_male = chance.random() < 0.5
    birth = today - timedelta(days=chance.randint(YOUNGEST * 365 + 30, OLDEST * 365))
    first_17 = f"110105{birth:%Y%m%d}{chance.randint(0, 499) * 2 + is_male:03d}"
    identity = first_17 + resident_id_check_digit(first_17)
    if faulty:
        identity = identity[:-1] + ("0" if identity[-1] != "0" else "1")
    return {
        Column.NAME: chance.choice(SURNAMES) + chance.choice(GIVEN),
        Column.DOCUMENT_TYPE: "居民身份证",
        Column.DOCUMENT_NUMBER: identity,
        Column.SEX: "男" if is_male else "女",
        Column.ETHNICITY: "汉族",
        Column.EDUCATION: chance.choice(("高中", "中等专业学校", "技工学校", "大学专科和专科学校")),
        Column.MOBILE: f"139{chance.randint(0, 99_999_999):08d}",
        Column.CONDITION: CONDITIONS[level],
        Column.SOURCE: "企业",
        Column.EMPLOYER: chance.choice(EMPLOYERS),
        Column.ADDRESS: f"北京市样例路{number + 1}号",
        **_experience(number, level, CERTIFIED_YEARS, chance.randint(16, 18), today),
    }


def _experience(number: int, level: int, certified: int, years: int, today: date) -> dict[Column, str]:
    """Years declared, and above the lowest level the certificate of the level below, `certified` years old."""
    year = (today.year - certified) % 100
    certificate = f"{year:02}01001005{level + 1}{number + 1:05}" if level < LOWEST_LEVEL else ""
    return {Column.YEARS: str(years), Column.PRIOR_CERTIFICATE: certificate}
