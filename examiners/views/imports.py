"""Import of the register: upload, see what it would do, confirm. Between the two steps nothing is stored."""

import base64
import json
import zlib
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.crypto import decrypt, encrypt
from appraisal.core.errors import Refused
from appraisal.core.exporters import table_download
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView
from examiners.forms.register import RegisterFileForm
from examiners.importers import ExaminerResource, Preview, preview_import
from examiners.queries import register
from examiners.rules.enums import ExaminerGrade
from examiners.rules.importing import RegisterRow
from examiners.rules.register import CardEntry, ExaminerEntry
from examiners.services.importing import import_examiners
from examiners.views.register import KEEPERS

PREVIEW_FOR = timedelta(minutes=30)
EXAMPLE = (
    "何建国", "110105196001010010", "13900000000", "", "样例烹饪协会", "朝阳", "朝阳、海淀、东城、西城、丰台",
    "中式烹调师", "高级考评员", "京考评样例0001", "2025-01-01", "2027-12-31",
)  # fmt: skip


class RegisterImport(PortalView):
    """Upload a table and see, row by row, what is wrong and what it would add."""

    roles = KEEPERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "examiners/import.html", {"form": self._form()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request)
        form.full_clean()
        upload = request.FILES.get("file")
        if upload is None:
            return self._refused(form, (Refusal("missing", {"what": "文件"}, field="file"),))
        preview, refusals = self.attempt(lambda: preview_import(upload, self.actor, self.now))
        if refusals:
            return self._refused(form, refusals)
        ticket = self._ticket(preview, form.cleaned_data.get("keeper")) if preview.possible else ""
        context = {"preview": preview, "name": upload.name, "ticket": ticket}
        return render(request, "examiners/import_preview.html", context)

    def _form(self, request: HttpRequest | None = None) -> RegisterFileForm:
        by_city = self.actor.role == Role.GUIDANCE_OFFICER
        given = (request.POST, request.FILES) if request else ()
        return RegisterFileForm(*given, centres=register.centres(), by_city=by_city)

    def _ticket(self, preview: Preview, keeper: int | None) -> str:
        """What was previewed, encrypted, for the officer who saw it and half an hour."""
        packed = {
            "by": self.actor.user_id,
            "until": clock.real_now().timestamp() + PREVIEW_FOR.total_seconds(),
            "seen": preview.seen,
            "keeper": keeper,
            "rows": [asdict(row) for row in preview.entries],
        }
        return base64.b64encode(encrypt(zlib.compress(json.dumps(packed, default=str).encode()))).decode()

    def _refused(self, form: RegisterFileForm, refusals: tuple[Refusal, ...]) -> HttpResponse:
        form.add_refusals(refusals)
        return render(self.request, "examiners/import.html", {"form": form, "refusals": refusals}, status=422)


class RegisterImportConfirm(RegisterImport):
    """Write what was previewed, all of it or none."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        saved, refusals = self.attempt(self._save, success="已导入。")
        if refusals:
            return self._refused(self._form(), refusals)
        return redirect("examiners:register" if saved else "examiners:import")

    def _save(self) -> object:
        ticket = _opened(self.request.POST.get("ticket", ""))
        if ticket["by"] != self.actor.user_id or ticket["until"] < clock.real_now().timestamp():
            raise Refused(Refusal("register_preview_over"))
        rows = [_row(packed) for packed in ticket["rows"]]
        return import_examiners(
            actor=self.actor, rows=rows, keeper_id=ticket["keeper"], seen=ticket["seen"], now=self.now
        )


class RegisterTemplate(PortalView):
    """The table's columns with one example."""

    roles = KEEPERS

    def get(self, request: HttpRequest) -> HttpResponse:
        resource = ExaminerResource(self.actor, self.now)
        headers = [field.column_name for field in resource.get_import_fields()]
        return table_download("考评员导入模板", headers, [EXAMPLE], "xlsx")


def _opened(ticket: str) -> dict[str, Any]:
    try:
        opened: dict[str, Any] = json.loads(zlib.decompress(decrypt(base64.b64decode(ticket))))
    except (ValueError, InvalidTag, zlib.error) as wrong:
        raise Refused(Refusal("register_preview_over")) from wrong
    return opened


def _row(packed: dict[str, Any]) -> RegisterRow:
    card = packed["card"]
    if card:
        days = {name: date.fromisoformat(card[name]) for name in ("valid_from", "valid_until")}
        card = CardEntry(**{**card, **days, "grade": ExaminerGrade(card["grade"])})
    return RegisterRow(packed["row"], ExaminerEntry(**packed["entry"]), tuple(packed["district_ids"]), card or None)
