"""Tables shared by all packages."""

from appraisal.core.models.api import ApiCall, ApiToken, KeptAnswer
from appraisal.core.models.audit import AuditEntry
from appraisal.core.models.change import Change
from appraisal.core.models.clock import TrainingClock
from appraisal.core.models.document import Document
from appraisal.core.models.licence import Licence, LicenceRequest
from appraisal.core.models.message import DeliveryReport, GatewayOutage, InboundSms, SmsMessage, SmsTemplate
from appraisal.core.models.notice import Notice
from appraisal.core.models.occupation import AppraisalMode, Occupation, OccupationLevel
from appraisal.core.models.organisation import Organisation
from appraisal.core.models.paper import Paper
from appraisal.core.models.person import RoleAssignment, User
from appraisal.core.models.print_job import PrintJob, PrintPart
from appraisal.core.models.pulse import Pulse
from appraisal.core.models.site import Site
from appraisal.core.models.webhook import Webhook, WebhookDelivery
from appraisal.core.models.workday import CalendarVersion, CalendarYear, DayException

__all__ = [
    "ApiCall",
    "ApiToken",
    "AppraisalMode",
    "AuditEntry",
    "CalendarVersion",
    "CalendarYear",
    "Change",
    "DayException",
    "DeliveryReport",
    "Document",
    "GatewayOutage",
    "InboundSms",
    "KeptAnswer",
    "Licence",
    "LicenceRequest",
    "Notice",
    "Occupation",
    "OccupationLevel",
    "Organisation",
    "Paper",
    "PrintJob",
    "PrintPart",
    "Pulse",
    "RoleAssignment",
    "Site",
    "SmsMessage",
    "SmsTemplate",
    "TrainingClock",
    "User",
    "Webhook",
    "WebhookDelivery",
]
