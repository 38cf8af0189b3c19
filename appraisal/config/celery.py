"""The Celery application: queues by purpose and the beat schedule.

The broker is never relied on: whatever must happen is a row in the database, and beat sweeps those rows.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "appraisal.config.settings.production")

app = Celery("kaowu", task_cls="appraisal.config.tasks:PortalTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["appraisal.core", "plans", "examiners", "fees"])

app.conf.beat_schedule = {
    "deadlines": {"task": "plans.sweep_deadlines", "schedule": 15.0, "options": {"expires": 15}},
    "rosters": {"task": "plans.sweep_rosters", "schedule": 20.0, "options": {"expires": 20}},
    "evaluations": {"task": "plans.sweep_evaluations", "schedule": 20.0, "options": {"expires": 20}},
    "eligibility": {"task": "plans.evaluate_due", "schedule": 300.0, "options": {"expires": 300}},
    "notices": {"task": "plans.close_notices", "schedule": 60.0, "options": {"expires": 60}},
    "webhooks": {"task": "core.deliver_webhooks", "schedule": 5.0, "options": {"expires": 5}},
    "sms": {"task": "core.sweep_outbox", "schedule": 10.0, "options": {"expires": 10}},
    "sms-audit": {"task": "core.audit_sms", "schedule": 60.0, "options": {"expires": 60}},
    "dispatch": {"task": "examiners.sweep_dispatch", "schedule": 5.0, "options": {"expires": 5}},
    "held": {"task": "plans.hold_plans", "schedule": 60.0, "options": {"expires": 60}},
    "changes": {"task": "plans.sweep_changes", "schedule": 60.0, "options": {"expires": 60}},
    "cards": {"task": "examiners.remind_of_cards", "schedule": 600.0, "options": {"expires": 600}},
    "heartbeat": {"task": "core.beat", "schedule": 10.0, "options": {"expires": 10}},
    "money": {"task": "fees.sweep_money", "schedule": 30.0, "options": {"expires": 30}},
    "ledger": {"task": "fees.trial_balance", "schedule": crontab(hour=3, minute=45)},
    "audit": {"task": "core.verify_audit", "schedule": crontab(hour=3, minute=30)},
    "api": {"task": "core.tidy_api", "schedule": crontab(hour=4, minute=30)},
    "prints": {"task": "core.sweep_prints", "schedule": 20.0, "options": {"expires": 20}},
    "photos": {"task": "plans.expire_photos", "schedule": crontab(hour=4, minute=15)},
    "strays": {"task": "core.remove_strays", "schedule": crontab(hour=4, minute=0)},
}

AT_ONCE = ("heartbeat", "deadlines")


@beat_init.connect
def start_at_once(**_: object) -> None:
    """Beat waits a whole interval before its first tick; what the portal's health hangs on is sent when it starts."""
    for name in AT_ONCE:
        app.send_task(app.conf.beat_schedule[name]["task"], expires=app.conf.beat_schedule[name]["options"]["expires"])
