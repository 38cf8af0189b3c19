"""A large believable roster: 20 columns, every row sound and of another person."""

from collections.abc import Iterator
from io import BytesIO

from rustpy_xlsxwriter import FastExcel

from appraisal.core.rules.identity import resident_id_check_digit

PERSONS_PER_BIRTHDAY = 998


def resident_id(number: int) -> str:
    """A valid number, another one for each of the first 400,000."""
    day = number // PERSONS_PER_BIRTHDAY
    birth = f"{1965 + day % 35}{1 + day // 35 % 12:02d}{1 + number % 28:02d}"
    first = f"110105{birth}{1 + number % PERSONS_PER_BIRTHDAY:03d}"
    return first + resident_id_check_digit(first)


def roster(rows: int) -> bytes:
    """An xlsx of `rows` candidates in 20 columns (the 19 of the format and 备注)."""
    target = BytesIO()
    FastExcel(target).sheet("花名册", _rows(rows), dedupe_strings=True).save()
    return target.getvalue()


def _rows(rows: int) -> Iterator[dict[str, object]]:
    for number in range(rows):
        person = resident_id(number)
        yield {
            "姓名*": f"考{chr(0x4E00 + number % 5000)}{chr(0x4E00 + number // 5000)}",
            "证件类型*": "居民身份证",
            "证件号码*": person,
            "性别*": "男" if int(person[16]) % 2 else "女",
            "民族*": ("汉族", "回族", "满族")[number % 3],
            "文化程度*": ("高中", "初中", "技工学校", "大学本科")[number % 4],
            "手机号码*": f"13{number:09d}",
            "申报条件*": "连续从事本职业工作7年以上",
            "考生来源*": ("企业", "社会")[number % 2],
            "工作单位": f"北京第{number % 300}机床厂",
            "通讯地址*": f"北京市朝阳区建国路{number}号",
            "本职业工作年限": 8 + number % 9,
            "电子邮箱": f"u{number}@example.cn",
            "原证书号": f"2001001005{5:1d}{number:05d}",
            "原职业（工种）": "中式烹调师",
            "理论考试": "新考",
            "实操考试": "新考",
            "综合考试": "",
            "照片": f"{person}.jpg",
            "备注": "",
        }
