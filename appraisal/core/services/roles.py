"""Ending roles, and acting in another of one's own."""

from datetime import date, datetime

from django.db.models import Q

from appraisal.core import audit, clock
from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import Organisation, RoleAssignment, User
from appraisal.core.permissions import authorise
from appraisal.core.queries.actors import assignments_in_force
from appraisal.core.rules.accounts import end_refusals
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.transactions import use_case, verify_expected


@use_case
def end_role(*, actor: Actor, assignment_id: int, from_day: date, now: datetime) -> None:
    """End a role: `from_day` is the first day on which it is no longer held; today takes it away at once.

    Raises `NotPermitted` for a role of another organisation, `RoleAssignment.DoesNotExist`, and `Refused`: over
    already, before it began, the role he is acting in himself, or the last guidance officer's.
    """
    authorise(actor, Capability.EDIT_PEOPLE)
    assignment = RoleAssignment.objects.select_related("user", "organisation").get(pk=assignment_id)
    if actor.role != Role.GUIDANCE_OFFICER and assignment.organisation_id != actor.organisation_id:
        raise NotPermitted("只能结束本单位人员的角色。")
    _lock_home(assignment)
    verify_expected(User.objects.select_for_update(no_key=True).get(pk=assignment.user_id))
    assignment = (
        RoleAssignment.objects.select_for_update(of=("self",))
        .select_related("user", "organisation")
        .get(pk=assignment_id)
    )
    today = clock.today(now)
    ended = assignment.ends_on is not None and assignment.ends_on <= today
    refusals = end_refusals(assignment.starts_on, ended, from_day)
    if assignment.pk == actor.assignment_id:
        refusals += (Refusal("own_account"),)
    if _is_last_guidance_officer(assignment, from_day):
        refusals += (Refusal("last_guidance_officer", {"name": assignment.user.name}),)
    if refusals:
        raise Refused(*refusals)
    assignment.ends_on = from_day
    assignment.save(update_fields=["ends_on"])
    audit.record(
        actor=actor,
        action="person.end_role",
        target=assignment.user,
        summary=f"结束 {assignment.user.username} 的角色：{assignment}，自 {from_day:%Y-%m-%d} 起",
        at=now,
        role=assignment.role,
    )


@use_case
def switch_role(*, actor: Actor, assignment_id: int, now: datetime) -> RoleAssignment:
    """Act in another role of one's own. Raises `NotPermitted` for a role that is not his or not in force."""
    assignment = assignments_in_force(actor.user_id, clock.today(now)).filter(pk=assignment_id).first()
    if assignment is None:
        raise NotPermitted("这个角色不是您的，或已经结束。")
    summary = f"切换角色：{actor.role.label} → {assignment}"
    audit.record(
        actor=assignment.actor(), action="account.switch_role", target=assignment.user, summary=summary, at=now
    )
    return assignment


def _lock_home(assignment: RoleAssignment) -> None:
    """Two colleagues must not take each other's role away at the same moment."""
    if assignment.organisation_id:
        Organisation.objects.select_for_update(no_key=True).get(pk=assignment.organisation_id)


def _is_last_guidance_officer(assignment: RoleAssignment, from_day: date) -> bool:
    if assignment.role != Role.GUIDANCE_OFFICER:
        return False
    others = RoleAssignment.objects.filter(role=Role.GUIDANCE_OFFICER, user__is_active=True, starts_on__lte=from_day)
    others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=from_day))
    return not others.exclude(user_id=assignment.user_id).exists()
