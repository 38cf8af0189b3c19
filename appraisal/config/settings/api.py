"""Settings of the API: who is let in, how it answers, how it describes itself."""

from appraisal.core.rules import api_components

KNOX_TOKEN_MODEL = "core.ApiToken"
MIGRATION_MODULES: dict[str, str | None] = {"knox": None}  # its own table of tokens is not used
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_TTL": None, "TOKEN_PREFIX": "kaowu_"}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "appraisal.core.api.authentication.TokenOfOrganisation",
        "appraisal.core.api.authentication.SessionOfPortal",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["appraisal.core.api.authentication.HasActor"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["appraisal.core.api.parsers.NestedJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["appraisal.core.api.throttling.PerCaller"],
    "DEFAULT_SCHEMA_CLASS": "appraisal.core.api.schema.PortalSchema",
    "EXCEPTION_HANDLER": "appraisal.core.api.errors.exception_handler",
    "DATETIME_FORMAT": "iso-8601",
    "COERCE_DECIMAL_TO_STRING": True,
}
# What the document calls a set of words that several shapes use; the others are named after their field.
ENUM_NAMES = {
    "PlanKind": "plans.rules.enums.PlanKind.choices",
    "PlanState": "plans.rules.states.PlanState.choices",
    "ProofKind": "plans.rules.enums.ProofKind.choices",
    "ObligationState": "plans.rules.enums.ObligationState.choices",
    "ObligationCode": "plans.rules.obligations.ObligationCode.choices",
    "UploadState": "plans.rules.enums.UploadState.choices",
    "SheetState": "plans.rules.scoring.SheetState.choices",
    "Outcome": "plans.rules.eligibility.evaluate.Outcome.choices",
    "FirstReviewOutcome": "plans.rules.review_enums.FirstReviewOutcome.choices",
    "ReReviewOutcome": "plans.rules.review_enums.ReReviewOutcome.choices",
    "EvidenceKind": "plans.rules.review_enums.EvidenceKind.choices",
    "RoomKind": "plans.rules.seating_enums.RoomKind.choices",
    "PlanPaperKind": "plans.api.printing.KINDS",
    "DayKind": "appraisal.core.rules.workdays.DayKind.choices",
    "ScanKind": "examiners.rules.duty.ScanKind.choices",
    "RecusalKind": "examiners.rules.enums.RecusalKind.choices",
    "ReviewPaperKind": "plans.api.review_papers.KINDS",
    "DutyRole": "examiners.rules.duty.DutyRole.choices",
    "DutyState": "examiners.rules.duty.DutyState.choices",
    "RecordPart": "examiners.rules.duty.RecordPart.choices",
    "Role": "appraisal.core.rules.roles.Role.choices",
    "DeductionState": "plans.rules.change_enums.DeductionState.choices",
    "PointsCode": "plans.rules.change_enums.PointsCode.choices",
    "SmsText": "appraisal.core.rules.sms_texts.SmsText.choices",
    "RequestState": "appraisal.core.rules.enums.RequestState.choices",
    "DispatchState": "examiners.rules.states.DispatchState.choices",
    "SessionState": "plans.rules.enums.SessionState.choices",
    "SessionKind": "plans.api.sessions.KINDS",
    "StandardState": "plans.rules.review_enums.StandardState.choices",
    "SiteState": "appraisal.core.rules.enums.SiteState.choices",
    "OrganisationKind": "appraisal.core.rules.enums.OrganisationKind.choices",
    "ImpactKind": "plans.rules.change_impact.ImpactKind.choices",
    "ReviewMode": "appraisal.core.rules.enums.ReviewMode.choices",
    "CalendarDayKind": "plans.api.calendar_notices.KINDS",
    "ExaminerRequestState": "examiners.rules.enums.ExaminerRequestState.choices",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "考务接口",
    "DESCRIPTION": "各单位自己的系统用它做本单位在网页上能做的一切：同样的规则、同样的答复、同样的范围。",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
    "APPEND_COMPONENTS": api_components.COMPONENTS,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
