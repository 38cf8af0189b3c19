"""Who may be asked for a practical, and of everyone else why not: 为什么没有他."""

from collections import Counter
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView
from examiners.queries.pool import Person, PoolEntry, pool_of, practical
from examiners.rules.selection import Card
from plans.models import Sitting
from plans.views.base import chosen_view

READERS = frozenset({Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
VIEWS = ("possible", "not")
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One examiner as the page shows him; `wish`: which of his wishes the district is."""

    entry: PoolEntry
    wish: int | None

    @property
    def person(self) -> Person:
        return self.entry.person

    @property
    def card(self) -> Card | None:
        return self.entry.card

    @property
    def why_not(self) -> tuple[Refusal, ...]:
        return self.entry.why_not


class Pool(PortalView):
    """The pool of one practical. The district of the plan, and the city."""

    roles = READERS

    def get(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        get_object_or_404(Sitting.objects.visible_to(self.actor), pk=sitting_id)
        try:
            sitting = practical(sitting_id)
        except Sitting.DoesNotExist as missing:
            raise Http404 from missing
        pool = pool_of(sitting)
        view, text = chosen_view(request, VIEWS), request.GET.get("q", "").strip()
        code = request.GET.get("why", "")
        rows = [one for one in pool if one.may_be_asked == (view == "possible") and _named(one, text)]
        if code:
            rows = [one for one in rows if any(why.code == code for why in one.why_not)]
        context = {
            "sitting": sitting,
            "plan": sitting.plan,
            "view": view,
            "text": text,
            "why": code,
            "rows": [Line(one, one.facts.preference(sitting.plan.district_id)) for one in rows[:SHOWN]],
            "found": len(rows),
            "shown": SHOWN,
            "possible": sum(one.may_be_asked for one in pool),
            "impossible": sum(not one.may_be_asked for one in pool),
            "reasons": _reasons(pool),
        }
        return render(request, "examiners/pool.html", context)


REASON_WORDS = {
    "selection_inactive": "已停聘",
    "selection_no_phone": "没有手机号码",
    "selection_no_card": "没有本职业证卡",
    "selection_level": "证卡等级不够",
    "selection_card_expired": "证卡当天已失效",
    "selection_card_not_yet": "证卡还没有生效",
    "selection_other_district": "不愿到本区县",
    "selection_away": "当天不能参加",
    "selection_busy": "当天另有任务",
    "selection_recused": "须回避",
    "selection_run": "在本场所连续次数已满",
}


def _reasons(pool: list[PoolEntry]) -> list[tuple[str, str, int]]:
    """(code, words, people), the most frequent first; one person may count several times."""
    counted = Counter(why.code for one in pool for why in one.why_not)
    return [(code, REASON_WORDS[code], number) for code, number in counted.most_common()]


def _named(one: PoolEntry, text: str) -> bool:
    person = one.person
    return not text or text in person.name or text.upper() in person.number or text in person.employer
