"""The buttons of a plan's page: every action of the actor's role, the possible ones first, the others with why not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from plans.models import Plan
from plans.permissions import AvailableAction, available_actions
from plans.queries.filing import filing_policy
from plans.rules.enums import PlanKind
from plans.rules.states import TABLE, PlanAction

PRIMARY, PLAIN, RISKY = "btn-primary", "", "btn-risky"


@dataclass(frozen=True, slots=True)
class Look:
    """How an action looks. `page`: the route it opens instead of posting; `asks`: the question before it is sent."""

    tone: str
    icon: str
    page: str = ""
    asks: str = ""
    label: str = ""
    consequence: str = ""


LOOKS: dict[PlanAction, Look] = {
    PlanAction.FILE: Look(PRIMARY, "send", page="plans:review", label="核对并上报"),
    PlanAction.ACCEPT: Look(PRIMARY, "check", asks="受理以后，鉴定机构开始报名，注册地区县中心会收到通知。"),
    PlanAction.ENROL: Look(PRIMARY, "users", asks="完成报名以后不能再改花名册。"),
    PlanAction.QUALIFY: Look(PRIMARY, "user-check", asks="通过以后考生名单不再变动，可以缴纳鉴定费。"),
    PlanAction.SEAT: Look(PRIMARY, "armchair", page="plans:seating"),
    PlanAction.BOOK_REVIEW: Look(PLAIN, "calendar-plus", page="plans:bookings"),
    PlanAction.ISSUE_PAPERS: Look(PLAIN, "certificate", page="plans:papers", label="复审表和花名册"),
    PlanAction.REQUEST_EXAMINERS: Look(PLAIN, "users-plus", page="examiners:requests", label="考评人数需求"),
    PlanAction.ASK_CHANGE: Look(PLAIN, "calendar-repeat", page="plans:change-new"),
    PlanAction.EDIT: Look(PLAIN, "pencil", page="plans:edit"),
    PlanAction.EDIT_ROSTER: Look(PLAIN, "list-details", page="plans:rosters", label="花名册"),
    PlanAction.FIRST_REVIEW: Look(PLAIN, "user-check", page="plans:first-review"),
    PlanAction.TAKE_BACK: Look(PLAIN, "arrow-back-up", asks="撤回以后要重新上报，上报时间也重新计算。"),
    PlanAction.RETURN: Look(
        PLAIN, "arrow-back-up", consequence="鉴定机构会收到理由；{grace} 个工作日内再次上报的，保留原上报时间。"
    ),
    PlanAction.COPY: Look(PLAIN, "copy", page="plans:copy"),
    PlanAction.REVIVE: Look(PLAIN, "refresh", page="plans:overrides"),
    PlanAction.RESUME: Look(PRIMARY, "player-play", page="plans:resume", label="恢复计划"),
    PlanAction.OVERRIDE: Look(PLAIN, "clock-plus", page="plans:overrides"),
    PlanAction.DISCARD: Look(RISKY, "trash", consequence="作废以后不能恢复，记录保留；还要举行的，可以复制为新计划。"),
    PlanAction.CANCEL: Look(RISKY, "ban", consequence="取消以后不能恢复。鉴定机构和区县中心会收到理由。"),
}
ORDER = list(LOOKS)


@dataclass(frozen=True, slots=True)
class Button:
    """One action as the page shows it. `dialog` is the id of the dialog that asks for the reason."""

    action: PlanAction
    label: str
    possible: bool
    why_not: str
    look: Look
    url: str
    dialog: str = ""


def buttons_of(actor: Actor, plan: Plan, missing: Sequence[Refusal] = ()) -> list[Button]:
    """The buttons in the order of the page. `missing`: what the page says is in the way of the plan's next step."""
    actions = available_actions(actor, plan)
    shown = [_held_back(available, missing) for available in actions if available.action in LOOKS]
    found = (_button(plan, available) for available in sorted(shown, key=lambda one: ORDER.index(one.action)))
    return [button for button in found if button]


def _held_back(available: AvailableAction, missing: Sequence[Refusal]) -> AvailableAction:
    """Qualifying waits until nothing is in its way any more."""
    if available.action is PlanAction.QUALIFY and available.possible and missing:
        return available._replace(possible=False, why_not=f"还差 {len(missing)} 项，见上面“资格审查通过前还差”。")
    return available


def _look(plan: Plan, action: PlanAction) -> Look:
    """A special session is accepted on a page of its own, where its proofs are opened and ticked."""
    look = LOOKS[action]
    return replace(look, page="plans:accept") if action is PlanAction.ACCEPT and plan.kind == PlanKind.SPECIAL else look


def _button(plan: Plan, available: AvailableAction) -> Button | None:
    action, look = available.action, _look(plan, available.action)
    word = action.lower().replace("_", "-")
    dialog = f"{word}-dialog" if TABLE[action].needs_reason and not look.page else ""
    try:
        url = reverse(look.page, args=[plan.number]) if look.page else reverse("plans:act", args=[plan.number, word])
    except NoReverseMatch:  # its capability is still being built
        return None
    look = replace(look, consequence=look.consequence.format(grace=filing_policy().returned_grace))
    return Button(action, look.label or action.label, available.possible, available.why_not, look, url, dialog)
