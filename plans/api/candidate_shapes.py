"""What a candidate looks like over HTTP beyond his row of the roster: verdict, facts, documents, first reviews."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from appraisal.core.api.calendar import check_date
from plans.api import answers
from plans.models import Candidate, Evidence, FirstReview
from plans.queries.eligibility import Eligibility
from plans.rules.eligibility.documents import Asked
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.review_enums import Basis, EvidenceKind, FirstReviewOutcome

MOST_SPANS = 20


class ClauseAnswer(serializers.Serializer):
    """A condition of the standard, and whether he meets it."""

    label = serializers.CharField(help_text="符合、凭材料核实、不符合")
    outcome = serializers.ChoiceField(Outcome.choices())
    text = serializers.CharField()
    eligible_from = serializers.DateField(allow_null=True)
    missing = serializers.ListField(child=serializers.CharField(), help_text="还缺什么")


class EvidenceAnswer(serializers.Serializer):
    """A document of a candidate."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(EvidenceKind.choices())
    document = serializers.IntegerField(help_text="文件 id，见 /documents/<id>/link")
    name = serializers.CharField()
    note = serializers.CharField()


class FirstReviewAnswer(serializers.Serializer):
    """A first review; the newest counts while nothing about the candidate has changed since."""

    outcome = serializers.ChoiceField(FirstReviewOutcome.choices())
    note = serializers.CharField()
    reviewed_at = serializers.DateTimeField()


class AskedAnswer(serializers.Serializer):
    """What documents can date for this level."""

    kinds = serializers.ListField(child=serializers.CharField(), help_text="attained、asserted 的键")
    final_years = serializers.ListField(child=serializers.CharField(), help_text="final_year_from 的键")
    kilometres = serializers.ListField(child=serializers.IntegerField(), help_text="kilometres 的键")
    trainee = serializers.BooleanField(help_text="是否问见习经历")
    certificates = serializers.ListField(child=serializers.IntegerField(), help_text="原证书的等级")


@extend_schema_serializer(component_name="CandidateWhole")
class CandidateWholeAnswer(answers.CandidateAnswer):
    """A candidate with all that his qualification rests on."""

    verdict = serializers.ChoiceField(Outcome.choices(), allow_null=True, help_text="资格预审；null：还没有预审")
    eligible_from = serializers.DateField(allow_null=True)
    clauses = ClauseAnswer(many=True)
    basis = serializers.ChoiceField(Basis.choices())
    facts = serializers.DictField(help_text="申报事实，形式同 background")
    asked = AskedAnswer()
    evidence = EvidenceAnswer(many=True)
    photo = serializers.BooleanField(help_text="有照片，见 candidates/<id>/photo/link")
    first_reviews = FirstReviewAnswer(many=True)


class SpanBody(serializers.Serializer):
    """A stretch of work."""

    first = serializers.DateField(validators=[check_date])
    last = serializers.DateField(required=False, allow_null=True, default=None, help_text="至今在岗不写")


class CertificateBody(serializers.Serializer):
    level = serializers.IntegerField(min_value=1, max_value=5)
    issued_on = serializers.DateField(validators=[check_date])


def _dates(words: str) -> Any:
    return serializers.DictField(
        child=serializers.DateField(validators=[check_date]), required=False, default=dict, help_text=words
    )


class BackgroundBody(serializers.Serializer):
    """A candidate's dated facts, whole: they replace what is stored."""

    basis = serializers.ChoiceField(Basis.choices(), default=Basis.NORMAL.value)
    work = SpanBody(many=True, required=False, default=list, max_length=MOST_SPANS)
    trainee = SpanBody(many=True, required=False, default=list, max_length=MOST_SPANS)
    certificates = CertificateBody(many=True, required=False, default=list, max_length=5)
    attained = _dates("一次性的事实和日期，键见 asked.kinds")
    final_year_from = _dates("应届毕业生从何时起，键见 asked.final_years")
    kilometres = _dates("安全行驶里程何时满，键见 asked.kilometres")
    asserted = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, default=list, help_text="具备但日期待核实"
    )


def facts_of(sent: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """What was sent, as `Background.facts` has it. Raises `ValidationError` for what the level does not ask for."""
    known = {
        "attained": asked.kinds,
        "final_year_from": asked.final_years,
        "kilometres": [str(one) for one in asked.kilometres],
        "asserted": asked.kinds,
    }
    strange = {name: [key for key in sent[name] if key not in allowed] for name, allowed in known.items()}
    strange["certificates"] = [one["level"] for one in sent["certificates"] if one["level"] not in asked.certificates]
    strange["trainee"] = [] if asked.trainee else [one["first"] for one in sent["trainee"]]
    if any(strange.values()):
        raise serializers.ValidationError({
            name: f"本等级的申报条件不问：{'、'.join(map(str, keys))}。" for name, keys in strange.items() if keys
        })  # fmt: skip
    return {
        "work": _spans(sent["work"]),
        "trainee": _spans(sent["trainee"]),
        "certificates": [[one["level"], one["issued_on"].isoformat()] for one in sent["certificates"]],
        **{name: _days(sent[name]) for name in ("attained", "final_year_from", "kilometres")},
        "asserted": list(dict.fromkeys(sent["asserted"])),
    }


def candidate_whole(row: Candidate, shown: Eligibility) -> dict[str, Any]:
    """A candidate with all that his qualification rests on."""
    verdict, background = shown.verdict, shown.background
    return {
        **answers.candidate(row),
        "verdict": verdict.outcome if verdict else None,
        "eligible_from": verdict.eligible_from if verdict else None,
        "clauses": [_clause(one) for one in shown.clauses],
        "basis": background.basis if background else Basis.NORMAL,
        "facts": background.facts if background else {},
        "asked": {**shown.asked._asdict()},
        "evidence": [evidence(one) for one in shown.evidence],
        "photo": hasattr(row, "photo"),
        "first_reviews": [first_review(one) for one in shown.reviews],
    }


def evidence(row: Evidence) -> dict[str, Any]:
    """A document of a candidate."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "document": row.document_id,
        "name": row.document.name,
        "note": row.note,
    }


def first_review(row: FirstReview) -> dict[str, Any]:
    """A first review."""
    return {"outcome": row.outcome, "note": row.note, "reviewed_at": row.reviewed_at}


def _clause(clause: dict[str, Any]) -> dict[str, Any]:
    missing = [f"{one['text']}：{one['missing']}" for one in clause["items"] if one["missing"]]
    return {
        "label": clause["label"],
        "outcome": clause["outcome"],
        "text": clause.get("text", ""),
        "eligible_from": clause["from"],
        "missing": missing,
    }


def _spans(spans: list[dict[str, Any]]) -> list[list[str | None]]:
    return [[one["first"].isoformat(), one["last"].isoformat() if one["last"] else None] for one in spans]


def _days(sent: Mapping[str, date]) -> dict[str, str]:
    return {key: day.isoformat() for key, day in sent.items()}
