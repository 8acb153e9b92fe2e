"""A check-in, a row for each sensation in it, and a row for each response.

What a write can work out once stands ready in columns, for the peer's good: the hour on the clock of the
entry's own zone, and a sensation's greatest strength over its places. The places themselves would have a
table of their own, that patterns never read.
"""

from django.conf import settings
from django.db import models

from backend.sealing.fields import SealedField


class CheckIn(models.Model):
    number = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grouped_check_ins", db_index=False
    )
    id = models.UUIDField()
    felt_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    local_date = models.DateField()
    local_hour = models.PositiveSmallIntegerField()
    with_person = models.UUIDField(null=True)
    moment = models.CharField(max_length=16, null=True)
    longing = models.PositiveSmallIntegerField(null=True)
    fear = models.PositiveSmallIntegerField(null=True)
    now = models.CharField(max_length=16, null=True)
    words = SealedField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "local_date"], name="grouped_by_day")]

    def __str__(self) -> str:
        return str(self.id)


class Sensation(models.Model):
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="sensations", db_index=False)
    code = models.CharField(max_length=60)
    strength = models.PositiveSmallIntegerField(null=True)

    class Meta:
        # Its index begins with the check-in, so the foreign key needs none of its own.
        constraints = [models.UniqueConstraint(fields=["check_in", "code"], name="grouped_one_of_a_code")]

    def __str__(self) -> str:
        return self.code


class Response(models.Model):
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="responses", db_index=False)
    code = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_in", "code"], name="grouped_one_response")]

    def __str__(self) -> str:
        return self.code
