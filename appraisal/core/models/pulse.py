"""When each background process was last heard of, and last succeeded, in real time (not the training clock)."""

from django.db import models


class Pulse(models.Model):
    """One row per job. `succeeded_at` is what health is judged by; a mere start proves nothing."""

    name = models.CharField(max_length=40, primary_key=True)
    started_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        ordering = ("name",)
