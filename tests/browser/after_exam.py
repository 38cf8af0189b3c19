"""`python -m tests.browser.after_exam <plan number>`: what other people do between payment and settlement.

Run in the environment of a city. Seats and scores are skipped; the duty is stated, handed in, entered twice and
confirmed through its services, by a team whose cards the register keeps.
"""

import sys
from datetime import datetime, time, timedelta


def main(number: str) -> None:
    """Take a paid plan to its scores, as of the Monday after its exam."""
    import django  # noqa: PLC0415  (the environment is made for this process)

    django.setup()
    from django.db import transaction  # noqa: PLC0415  (needs Django set up)

    from appraisal.core.models import RoleAssignment  # noqa: PLC0415  (needs Django set up)
    from appraisal.core.rules.deadlines import BEIJING  # noqa: PLC0415  (needs Django set up)
    from examiners.models import Examiner  # noqa: PLC0415  (needs Django set up)
    from plans.models import Plan  # noqa: PLC0415  (needs Django set up)
    from plans.queries.plans import lock_plan  # noqa: PLC0415  (needs Django set up)
    from plans.services import after_exam, progress  # noqa: PLC0415  (needs Django set up)
    from tests.factories import duties, examiners  # noqa: PLC0415  (needs Django set up)
    from tests.factories.filing import Ground  # noqa: PLC0415  (needs Django set up)

    plan = Plan.objects.select_related("institute").get(number=number)

    def somebody(home_id: int):
        held = RoleAssignment.objects.select_related("user", "organisation").filter(organisation=home_id)
        return held.order_by("pk")[0].actor()

    def advance(*steps: str, now: datetime) -> None:
        with transaction.atomic():
            locked = lock_plan(plan.pk)
            for step in steps:
                getattr(progress, step)(plan=locked, actor=None, now=now)

    exam = datetime.combine(plan.first_exam_date, time(12), BEIJING)
    monday = exam + timedelta(days=2)
    clerk, district = somebody(plan.institute_id), somebody(plan.district_id)
    ground = Ground(clerk, clerk, district, plan.institute, plan.items.get().occupation_level, None)
    advance("mark_arranged", now=exam - timedelta(days=8))
    people = duties.team(plan, "何组长", "罗组员", "梁组员")
    for serial, key in enumerate(people):
        Examiner.objects.filter(pk=key).update(bank_name="北京银行")
        one = Examiner.objects.get(pk=key)
        one.bank_card = examiners.bank_card(900 + serial)
        one.save(update_fields=["bank_card"])
    after_exam.hold_plan(plan_id=plan.pk, now=exam + timedelta(days=1))
    duties.keep_all(ground, plan, people, monday)
    duties.duty_hand_ins.hand_in(actor=clerk, sitting_id=duties.practical(plan), handed_to=district.name, now=monday)
    duties.confirmed(ground, plan, people)
    plan.refresh_from_db()
    left = {"HELD": ("mark_reported", "mark_scored"), "REPORTED": ("mark_scored",)}.get(plan.state, ())
    advance(*left, now=monday)


if __name__ == "__main__":
    main(sys.argv[1])
