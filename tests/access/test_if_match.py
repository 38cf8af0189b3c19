"""Every write on one addressed record takes `If-Match`, or stands in a short table with the reason why not.

What the document says is compared here with what the addresses do. That each such write compares with the ETag which
its reader gives is tried in the demo city (`tests/core/api/test_schema.py`). That it compares under the lock of its
action is tried by every test of an action: the machines of the tests send `If-Match` always (`tests/factories/api.py`).
"""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

WITHOUT = {
    "verdicts_give": "比较请求中的 seen：办理前看到的最新结论",
    "verdicts_undo": "只撤销最近一次结论；已有新结论的被拒绝",
    "seats_move": "比较请求中的 seen：所看到的坐在那里的考生",
    "district_notices_receive": "只确认一次，通知的内容不改",
    "district_notices_tell": "只通知一次，通知的内容不改",
    "calendar_check_year": "什么也不保存",
    "calendar_publish_year": "比较请求中的 digest：检查时看到的影响",
    "changes_foretell": "什么也不保存",
    "sms_preview_text": "什么也不保存",
    "standards_draft": "另起一份草稿，不改这一份",
    "prints_link": "只是交出文件并留下记录",
    "photos_link": "只是交出文件并留下记录",
    "rosters_marked": "只是交出文件并留下记录",
    "licence_requests_decide": "只决定一次，申请的内容不改",
    "licences_revoke": "只撤销一次，许可的内容不改",
    "objections_decide": "只决定一次，异议的内容不改",
    "score_corrections_ask": "只是提出，由另一人决定；每项成绩同时只有一项申请",
    "duty_corrections_ask": "只是提出，由另一人决定；已确认的执评情况在此以前不变",
    "duty_corrections_decide": "只决定一次，申请的内容不改",
    "score_corrections_decide": "只决定一次，申请的内容不改",
}


@cache
def operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """By name: method, path, and what the document says."""
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    return {
        one["operationId"]: (method, path, one) for path, methods in paths.items() for method, one in methods.items()
    }


def header(said: dict[str, Any], name: str) -> dict[str, Any] | None:
    """How the document describes a header of a request."""
    return next((one for one in said.get("parameters", ()) if (one["in"], one["name"]) == ("header", name)), None)


def test_every_write_on_one_record_takes_if_match_or_says_why_not():
    writes = {name for name, (method, path, _) in operations().items() if method != "get" and "{" in path}
    taking = {name for name in writes if header(operations()[name][2], "If-Match")}
    assert writes - taking == set(WITHOUT)


def test_412_is_declared_where_if_match_is_taken_and_nowhere_else():
    taking = {name for name, (_, _, said) in operations().items() if header(said, "If-Match")}
    assert {name for name, (_, _, said) in operations().items() if "412" in said["responses"]} == taking != set()


def test_what_if_match_compares_is_read_by_an_operation_that_gives_an_etag():
    for name, (_, _, said) in operations().items():
        if taken := header(said, "If-Match"):
            reader = taken["description"].split(" ")[0]
            method, _, told = operations()[reader]
            assert method == "get", name
            assert "ETag" in told["responses"]["200"]["headers"] and header(told, "If-None-Match"), reader
