"""A city with many plans, written by SQL: what the pages are measured on."""

from datetime import datetime

from django.db import connection

from appraisal.core.management.commands import load_catalogue
from appraisal.core.models import OccupationLevel, Organisation, RoleAssignment, User
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import calendar, city, occupations

INSTITUTES = 200
OPEN = ["FILED", "ACCEPTED", "ENROLLED", "RETURNED"]
STATES = [*OPEN, "SUSPENDED", "LAPSED", "CANCELLED", "SETTLED", "SETTLED", "SETTLED"]

PLANS = """
    INSERT INTO plans_plan (number, kind, state, previous_state, state_since, institute_id, district_id,
        special_category, title, note, contact_name, contact_phone, first_exam_date, created_by_id, created_at,
        filed_at, candidate_count, is_sample)
    SELECT '2026Z' || lpad(n::text, 6, '0'), 'SPECIAL',
        (%(states)s::text[])[n %% 10 + 1], '', %(now)s, i.pk, i.district_id, 'ENTERPRISE_STAFF',
        '样例单位第' || n || '期职工专场鉴定', '', '孙丽', %(phone)s,
        (%(now)s::date + (n %% 200)), %(user)s, %(now)s, %(now)s, n %% 300, false
    FROM generate_series(1, %(plans)s) AS n
    JOIN (SELECT id AS pk, district_id, row_number() OVER (ORDER BY id) AS place FROM core_organisation
          WHERE kind = 'INSTITUTE') AS i ON i.place = n %% %(institutes)s + 1
"""
OBLIGATIONS = """
    INSERT INTO plans_obligation (plan_id, code, responsible_id, anchor_date, last_day, due_at, provisional, overridden,
        state, next_reminder_at)
    SELECT p.id, o.code, p.institute_id, p.first_exam_date, p.first_exam_date - o.days,
        (p.first_exam_date - o.days + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', o.days = 14, false,
        CASE WHEN p.state = ANY(%(open)s) AND o.code <> 'FILE' THEN 'OPEN' ELSE 'MET' END, NULL
    FROM plans_plan p, (VALUES ('FILE', 28), ('ENROL', 21), ('PAY', 17), ('ARRANGE', 14)) AS o (code, days)
"""


def build(*, plans: int, now: datetime) -> None:
    """Organisations, catalogue, calendar, `plans` plans of 200 institutes, and four obligations for each."""
    calendar.fill_calendar(now=now)
    city.load_city(now=now)
    occupations.save_occupations(actor=None, entries=load_catalogue.read_file(load_catalogue.DEFAULT_FILE), now=now)
    districts = list(Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE))
    Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.INSTITUTE,
            code=f"JG{number:04}",
            name=f"北京市样例第{number}职业技能鉴定所",
            short_name=f"第{number}鉴定所",
            name_key=f"jg{number:04}",
            district=districts[number % len(districts)],
        )
        for number in range(INSTITUTES)
    )
    author = User.objects.create_user("author", name="样例")
    values = {
        "now": now,
        "phone": None,
        "user": author.pk,
        "plans": plans,
        "institutes": INSTITUTES,
        "states": STATES,
        "open": OPEN,
    }
    values |= {"states": STATES, "open": OPEN}
    with connection.cursor() as cursor:
        cursor.execute(PLANS, values)
        cursor.execute(OBLIGATIONS, values)
        cursor.execute("ANALYZE")
    assert OccupationLevel.objects.exists()


def person(role: Role, organisation: Organisation) -> RoleAssignment:
    """Someone who acts in `role` for an organisation."""
    user = User.objects.create_user(f"{role.value.lower()}-{organisation.pk}", name="王小明")
    created: RoleAssignment = RoleAssignment.objects.create(
        user=user, role=role, organisation=organisation, starts_on="2014-01-01"
    )
    return created


def actor(assignment: RoleAssignment) -> Actor:
    """The assignment's actor."""
    return assignment.actor()
