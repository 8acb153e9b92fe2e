"""A check-in with a row for each sensation and each response."""

from django.conf import settings
from django.db import models

from backend.content import catalogue
from backend.sealing.fields import SealedField


class CheckIn(models.Model):
    number = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plain_check_ins"
    )
    id = models.UUIDField()
    revision = models.BigIntegerField()
    felt_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    local_date = models.DateField()
    moment = models.CharField(max_length=16, null=True)
    longing = models.PositiveSmallIntegerField(null=True)
    fear = models.PositiveSmallIntegerField(null=True)
    now = models.CharField(max_length=16, null=True)
    for_session = models.BooleanField(default=False)
    never_shared = models.BooleanField(default=False)
    words = SealedField()
    nobody = None

    class Meta:
        ordering = ("-felt_at", "-id")
        constraints = [models.UniqueConstraint(fields=["person", "id"], name="plain_one_id")]
        indexes = [models.Index(fields=["person", "-felt_at", "-id"], name="plain_newest_first")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def answers(self) -> dict[str, str | None]:
        return {name: self.words[name] for name in catalogue.QUESTIONS}

    @property
    def note(self) -> str | None:
        note: str | None = self.words["note"]
        return note


class Sensation(models.Model):
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="sensations")
    code = models.CharField(max_length=60)
    strength = models.PositiveSmallIntegerField(null=True)
    place = models.CharField(max_length=32, null=True)
    side = models.CharField(max_length=8, null=True)
    texture = models.CharField(max_length=8, null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.code


class Response(models.Model):
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="responses")
    code = models.CharField(max_length=60)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.code
