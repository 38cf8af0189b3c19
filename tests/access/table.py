"""Who may open which address, which records its parameters name, and which operation of the API is there."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from appraisal.core import models as core
from appraisal.core.rules.roles import Actor, Role
from examiners import models as examiners
from fees import models as fees
from fees.models import ledger
from plans import models as plans
from tests.access.world import Record, Route, routes

LETTERS = {
    Role.INSTITUTE_CLERK: "I",
    Role.DISTRICT_OFFICER: "D",
    Role.GUIDANCE_OFFICER: "G",
    Role.FINANCE_OFFICER: "F",
    Role.COMMITTEE_CLERK: "C",
    Role.EXAMINER: "E",
}
OF_SCORES = ("scores", *(f"scores-{word}" for word in ("differences", "resolve", "publish")), "score-correct")
OF_REQUEST = ("request", "request-withdraw")
OF_DUTY = (
    "duty",
    *(f"duty-{word}" for word in ("confirm", "differences", "resolve", "stand-in", "meeting", "attendance", "sealing")),
    *(f"duty-{word}" for word in ("wrap-up", "scans", "problems", "hand-in", "return", "correct")),
)
OF_DUTY_PAGES = ("duty", *(f"duty-{word}" for word in ("keep", "entry", "compare", "confirm")))
OF_ITEM = ("roster-template", "uploads", "candidate-add", "photos")
OF_UPLOAD = ("upload", *(f"upload-{word}" for word in ("faults", "marked", "confirm", "discard")))
OF_CANDIDATE = (
    *("correct", "candidate"),
    *(f"candidate-{word}" for word in ("withdraw", "background", "evidence", "review", "need")),
    *("candidate-photo", "candidate-photo-link", "candidate-photo-remove"),
)
OF_DISPATCH = (
    "dispatch",
    *(
        f"dispatch-{word}"
        for word in ("start", "ask", "withdraw", "cancel", "manual", "ranking", "conversation", "rehearsal")
    ),
)
OF_ENTRY = (
    "examiner",
    *(f"examiner-{word}" for word in ("change", "stop", "resume", "send-link", "end-links")),
    "cards",
    "wishes",
    "absences",
    "recusals",
)
OF_ORGANISATION = ("organisation", *(f"organisation-{word}" for word in ("change", "deactivate", "reactivate")))
OF_PERSON = (
    "person",
    "person-change",
    "add-role",
    "end-role",
    "reset-password",
    "person-deactivate",
    "person-reactivate",
)
OF_STANDARD = (
    "standard",
    *(
        f"standard-{word}"
        for word in ("content", "alternative", "copy", "discard", "preview", "preview-export", "progress")
    ),
)
OF_API_STANDARD = ("", *(f"-{word}" for word in ("content", "draft", "discard", "impact", "publish")))
OF_BILL = (
    "bill",
    "bill-confirm",
    "bill-return",
    "counter",
    "use-credit",
    "bill-export",
    "bill-paper",
    "payment-notice",
)
OF_BATCH = ("batch", "batch-approve", "batch-reject", "bank-file", "batch-return", "payout-list")
OF_EXAMINER = ("examiner", "examiner-change", "examiner-act", "card-add", "wishes", "absence-add", "recusal-add")
PUBLIC = "P"  # everybody, signed in or not, or whoever has the address
FILE = Path(__file__).with_name("routes.txt")


def _read() -> dict[str, dict[str, str]]:
    """By route and method: the letters of those who may."""
    lines = (line.split("#")[0].split() for line in FILE.read_text(encoding="utf-8").splitlines())
    return {line[0]: {"GET": line[1], "POST": line[-1]} for line in lines if line}


TABLE = _read()

# By (route, parameter), else by parameter alone. A plain value stands for itself and is nobody's.
RECORDS: dict[tuple[str, str] | str, Record | str | int] = {
    "number": Record(plans.Plan, "number"),
    "candidate_id": Record(plans.Candidate),
    "item_id": Record(plans.PlanItem),
    "upload_id": Record(plans.RosterUpload),
    "booking_id": Record(plans.Booking),
    "slot_id": Record(plans.ReviewSlot),
    "session_id": Record(plans.ExamSession),
    "sitting_id": Record(plans.Sitting),
    "use_id": Record(plans.RoomUse),
    "room_id": Record(plans.Room),
    "invigilator_id": Record(plans.Invigilator),
    "deduction_id": Record(plans.Deduction),
    "change_id": Record(plans.ChangeRequest),
    "notice_id": Record(plans.DistrictNotice),
    "obligation_id": Record(plans.Obligation),
    "objection_id": Record(plans.Objection),
    "review_id": Record(plans.ReReview),
    "evidence_id": Record(plans.Evidence),
    "correction_id": Record(plans.ScoreCorrection),
    "dispatch_id": Record(examiners.Dispatch),
    "examiner_id": Record(examiners.Examiner),
    "proposal_id": Record(examiners.ManualDispatch),
    "scan_id": Record(examiners.DutyScan),
    "problem_id": Record(examiners.ProblemReport),
    "card_id": Record(examiners.Qualification),
    "absence_id": Record(examiners.UnavailableDay),
    "recusal_id": Record(examiners.Recusal),
    **{(f"fees:{name}", "number"): Record(fees.Bill, "number") for name in OF_BILL},
    **{(f"fees:{name}", "number"): Record(fees.PayoutBatch, "number") for name in OF_BATCH},
    **{(f"fees:{name}", "number"): Record(fees.Receipt, "number") for name in ("receipt", "receipt-paper")},
    **{(f"examiners:{name}", "number"): Record(examiners.Examiner, "number") for name in OF_EXAMINER},
    "token": "no-such-token",
    "receipt": "NOSUCHRECEIPT",
    "token_key": "no-such-key",
    "year": 2026,
    "level": 4,
    "kind": "tickets",
    "word": "file",
    "code": "INVITATION",
    "model": "candidate",
    "field": "phone",
    "key": 1,
    ("plans:desk-decide", "candidate_id"): 1,
    ("plans:photo-upload", "upload_id"): Record(plans.PhotoUpload),
    "occupation_id": 1,
    "assignment_id": 1,
    ("plans:first-review-one", "word"): "pass",
    ("plans:standard-alternative", "number"): 0,
    ("plans:notice", "number"): Record(plans.PublicNotice, "number"),
    ("plans:notice-object", "number"): Record(plans.PublicNotice, "number"),
    ("plans:notice-withdraw", "number"): Record(plans.PublicNotice, "number"),
    ("core:reveal", "pk"): Record(plans.Candidate),
    ("examiners:me-ask", "field"): "bank-card",
    ("examiners:change-decide", "change_id"): Record(examiners.ExaminerChange),
    ("examiners:me-withdraw", "change_id"): Record(examiners.ExaminerChange),
    ("api:document-link", "pk"): 1,
    ("core:document", "pk"): 1,
    **{(f"api:{name}", "pk"): Record(plans.Sitting) for name in (*OF_SCORES, "sitting-time")},
    **{(f"api:{name}", "pk"): Record(plans.Sitting, having="examiner_request") for name in (*OF_REQUEST, "pool")},
    ("examiners:pool", "sitting_id"): Record(plans.Sitting, having="examiner_request"),
    **{(f"examiners:{name}", "sitting_id"): Record(plans.Sitting, having="duty_sheet") for name in OF_DUTY_PAGES},
    **{(f"api:{name}", "pk"): Record(plans.Sitting, having="duty_sheet") for name in OF_DUTY},
    **{(f"api:{name}", "pk"): Record(examiners.Dispatch) for name in OF_DISPATCH},
    **{(f"api:{name}", "pk"): Record(examiners.ManualDispatch) for name in ("manual-approve", "manual-refuse")},
    **{(f"api:{name}", "number"): Record(examiners.Examiner, "number") for name in OF_ENTRY},
    **{
        (f"api:{name}", "pk"): Record(plans.DistrictNotice)
        for name in ("district-notice-receive", "district-notice-tell")
    },
    **{
        (f"api:{name}", "pk"): Record(core.Organisation)
        for name in ("organisation", "organisation-off", "organisation-on")
    },
    **{
        (f"api:{name}", "pk"): Record(core.OccupationLevel)
        for name in ("level", "mode-ask", "mode-set", "level-re-review")
    },
    **{(f"api:{name}", "pk"): Record(plans.ExamSession) for name in ("session", "session-withdraw")},
    **{(f"api:standard{word}", "pk"): Record(plans.EligibilityStandard) for word in OF_API_STANDARD},
    ("api:score-correction-decide", "pk"): Record(plans.ScoreCorrection),
    ("api:duty-correction-decide", "pk"): Record(examiners.DutyCorrection),
    ("examiners:duty-correction", "correction_id"): Record(examiners.DutyCorrection),
    ("api:card-withdraw", "pk"): Record(examiners.Qualification),
    ("api:absence-remove", "pk"): Record(examiners.UnavailableDay),
    ("api:recusal-end", "pk"): Record(examiners.Recusal),
    ("api:examiner-change-decide", "pk"): Record(examiners.ExaminerChange),
    **{(f"api:{name}", "pk"): Record(plans.ReviewSlot) for name in ("slot", "slot-withdraw")},
    **{
        (f"api:person{word}", "pk"): Record(core.User)
        for word in ("", "-change", "-roles", "-role-end", "-deactivate", "-reactivate")
    },
    "assignment": 1,
    **{(f"api:{name}", "pk"): Record(core.SmsMessage) for name in ("sms-message", "sms-resolve")},
    ("api:public-notice-withdraw", "number"): Record(plans.PublicNotice, "number"),
    ("api:objection-decide", "pk"): Record(plans.Objection),
    ("api:override", "pk"): Record(plans.Obligation),
    ("api:appeal-decide", "pk"): Record(plans.Deduction),
    ("api:licence-decide", "pk"): Record(core.LicenceRequest),
    ("api:licence-revoke", "pk"): Record(core.Licence),
    **{(f"api:{name}", "pk"): Record(core.Site) for name in ("site", "site-withdraw", "site-decide")},
    ("api:booked", "pk"): Record(plans.Booking),
    **{(f"api:{name}", "pk"): Record(plans.Deduction) for name in ("deduction", "deduction-appeal")},
    ("api:verdicts", "pk"): Record(plans.Booking),
    ("api:verdict-undo", "pk"): Record(plans.ReReview),
    **{(f"api:{name}", "pk"): Record(plans.PlanItem) for name in OF_ITEM},
    **{(f"api:{name}", "pk"): Record(plans.RosterUpload) for name in OF_UPLOAD},
    **{(f"api:{name}", "pk"): Record(plans.Candidate) for name in OF_CANDIDATE},
    **{(f"api:{name}", "pk"): Record(plans.Booking) for name in ("booking", "booking-move", "booking-cancel")},
    **{(f"api:{name}", "pk"): Record(plans.Room) for name in ("room", "room-out", "room-back")},
    **{(f"api:{name}", "pk"): Record(core.PrintJob) for name in ("print", "print-link")},
    ("api:correction-ask", "pk"): Record(plans.Candidate),
    ("api:proof-remove", "pk"): Record(plans.PlanDocument),
    ("api:evidence-remove", "pk"): Record(plans.Evidence),
    ("api:invigilator", "pk"): Record(plans.Invigilator),
    ("api:seat-move", "pk"): Record(plans.Seat),
    ("api:use-invigilators", "pk"): Record(plans.RoomUse),
    ("api:duty-scan-remove", "pk"): Record(examiners.DutyScan),
    ("api:duty-problem-answer", "pk"): Record(examiners.ProblemReport),
    **{
        (f"api:{name}", "pk"): Record(plans.ChangeRequest)
        for name in ("move", "move-decide", "move-impact", "move-withdraw")
    },
    **{(f"core:{name}", "pk"): Record(core.Organisation) for name in OF_ORGANISATION},
    **{(f"core:{name}", "pk"): Record(core.User) for name in OF_PERSON},
    **{(f"core:{name}", "pk"): Record(core.Site) for name in ("site", "change-site", "decide-site", "withdraw-site")},
    **{(f"core:{name}", "pk"): Record(core.OccupationLevel) for name in ("set-mode", "ask-mode", "set-re-review")},
    **{(f"core:{name}", "pk"): Record(core.Licence) for name in ("licence", "revoke-licence")},
    **{(f"core:{name}", "pk"): Record(core.LicenceRequest) for name in ("licence-request", "decide-licence")},
    **{(f"core:{name}", "pk"): Record(core.Webhook) for name in ("api-webhook", "api-webhook-stop")},
    **{(f"core:{name}", "pk"): Record(core.SmsMessage) for name in ("sms-message", "sms-resolve")},
    **{(f"core:{name}", "pk"): Record(core.PrintJob) for name in ("print", "print-progress", "print-file")},
    **{(f"plans:{name}", "pk"): Record(plans.EligibilityStandard) for name in OF_STANDARD},
    ("core:api-delivery-again", "pk"): Record(core.WebhookDelivery),
    ("core:occupation", "pk"): Record(core.Occupation),
    ("fees:standard-withdraw", "pk"): Record(fees.FeeStandard),
    ("fees:class", "pk"): Record(fees.FeeClass),
    ("fees:class-withdraw", "pk"): Record(fees.FeeClassOccupation),
    ("fees:statement", "pk"): Record(fees.BankStatement),
    ("fees:line", "pk"): Record(fees.StatementLine),
    ("fees:line-aside", "pk"): Record(fees.StatementLine),
    ("fees:payee", "pk"): Record(fees.Payee),
    ("fees:payee-decide", "pk"): Record(fees.Payee),
    ("fees:ledger-account", "pk"): Record(ledger.LedgerAccount),
}


Found = dict[tuple[Record, Actor], tuple[Any, Any]]
"""Records that were looked for: one's own and another's."""


def records_of(route: Route, actor: Actor, found: Found) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """What stands in the address for a record of the actor's own and for another's; `None` when there is none.

    What is in `found` is not looked for again.
    """
    own: dict[str, Any] = {}
    other: dict[str, Any] = {}
    foreign = False
    for name in route.parameters:
        record = RECORDS.get((route.name, name), RECORDS.get(name))
        if record is None:
            raise KeyError(f"{route.name}: say in tests/access/table.py what <{name}> names")
        if isinstance(record, Record):
            if (record, actor) not in found:
                found[record, actor] = record.own(actor), record.other(actor)
            mine, theirs = found[record, actor]
            foreign = foreign or theirs is not None
            own[name], other[name] = mine, theirs if theirs is not None else mine
        else:
            own[name] = other[name] = record
    return (
        own if None not in own.values() else None,
        other if foreign and None not in other.values() else None,
    )


@cache
def operations() -> dict[str, tuple[str, str]]:
    """Every operation of the document: its method and the name of its route."""
    by_pattern = {re.sub(r"<[^>]+>", "{}", route.pattern): name for name, route in routes().items()}
    found = {}
    for path, methods in SchemaGenerator().get_schema(public=True)["paths"].items():
        route = by_pattern[re.sub(r"{[^}]+}", "{}", path.lstrip("/"))]
        found.update({operation["operationId"]: (method.upper(), route) for method, operation in methods.items()})
    return found
