"""The movable clock of training mode."""

from django.db import models


class TrainingClock(models.Model):
    """One row: by how many seconds the portal's clock runs ahead of the real one."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    offset_seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="training_clock_one_row", condition=models.Q(id=1))]
