"""Writes to the other side after a step, once per step and organisation."""

from appraisal.core.rules.roles import Role
from appraisal.core.services import notices
from plans.models import Plan
from plans.phrasebook.step_letters import LETTERS
from plans.services.steps import Step


def plan_path(plan: Plan) -> str:
    """Where a plan's page is."""
    return f"/plans/{plan.number}/"


def write(step: Step, name: str, to: list[int], *, role: Role | None = None, **words: object) -> None:
    """Post the letter `name` about `step` to the organisations `to`; `words` fill what the plan itself does not say."""
    notices.post_all([letter(step, name, to, role=role, **words)])


def letter(step: Step, name: str, to: list[int], *, role: Role | None = None, **words: object) -> notices.Message:
    """What `write` posts, for an action that writes many letters and posts them together."""
    form, plan = LETTERS[name], step.plan
    filled = {
        "number": plan.number,
        "title": plan.title,
        "institute": plan.institute.name,
        "exam": plan.first_exam_date,
        "reason": step.reason,
        **words,
    }
    return notices.Message(
        organisation_ids=to,
        subject=form.subject.format(**filled),
        body=form.body.format(**filled),
        key=f"{step.key}:{name}",
        now=step.at,
        role=role,
        path=plan_path(plan),
        urgent=form.urgent,
    )
