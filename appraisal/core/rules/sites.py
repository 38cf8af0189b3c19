"""Rules of practical sites 二（三）: filed by the institute, confirmed by the guidance section."""

from collections.abc import Mapping
from dataclasses import dataclass

from appraisal.core.rules.enums import LabelledEnum, SiteState
from appraisal.core.rules.refusals import Refusal

RULE = "二（三）"
MOST_WORKSTATIONS = 1000


class SiteAction(LabelledEnum):
    """What may be done to a site."""

    CHANGE = "CHANGE", "变更"
    CONFIRM = "CONFIRM", "确认备案"
    REFUSE = "REFUSE", "不予备案"
    WITHDRAW = "WITHDRAW", "停用"


# A change makes a confirmed site wait for confirmation again: its scope is what was approved, nothing else.
TRANSITIONS: Mapping[tuple[SiteState, SiteAction], SiteState] = {
    (SiteState.FILED, SiteAction.CHANGE): SiteState.FILED,
    (SiteState.FILED, SiteAction.CONFIRM): SiteState.CONFIRMED,
    (SiteState.FILED, SiteAction.REFUSE): SiteState.REFUSED,
    (SiteState.FILED, SiteAction.WITHDRAW): SiteState.WITHDRAWN,
    (SiteState.CONFIRMED, SiteAction.CHANGE): SiteState.FILED,
    (SiteState.CONFIRMED, SiteAction.WITHDRAW): SiteState.WITHDRAWN,
    (SiteState.REFUSED, SiteAction.CHANGE): SiteState.FILED,
    (SiteState.REFUSED, SiteAction.WITHDRAW): SiteState.WITHDRAWN,
    (SiteState.WITHDRAWN, SiteAction.CHANGE): SiteState.FILED,
}


def next_state(state: SiteState, action: SiteAction) -> SiteState | None:
    """The state after `action`; `None` when it is not possible in `state`."""
    return TRANSITIONS.get((state, action))


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A site about to be filed or changed. Counts say how many of the keys that were sent in exist and are in use."""

    workstations: int
    occupations_sent: int
    occupations_known: int
    district_known: bool
    name_taken: bool


def site_refusals(facts: SiteFacts) -> tuple[Refusal, ...]:
    """Everything that speaks against filing a site 二（三）; its texts are checked with the model's limits."""
    refusals: list[Refusal] = []
    if not facts.occupations_sent:
        refusals.append(Refusal("site_occupations_empty", rule=RULE, field="occupations"))
    if facts.occupations_known < facts.occupations_sent:
        refusals.append(Refusal("site_occupation_unknown", rule=RULE, field="occupations"))
    if not facts.district_known:
        refusals.append(Refusal("site_district_missing", rule=RULE, field="district"))
    if not 1 <= facts.workstations <= MOST_WORKSTATIONS:
        refusals.append(
            Refusal(
                "site_workstations",
                {"most": MOST_WORKSTATIONS, "found": facts.workstations},
                RULE,
                None,
                "workstations",
            )
        )
    if facts.name_taken:
        refusals.append(Refusal("site_name_taken", rule=RULE, field="name"))
    return tuple(refusals)
