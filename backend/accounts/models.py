"""The person: who signs in, and whose everything else is."""

from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone

from backend import sql, zones
from backend.content import catalogue
from backend.sealing.keyring import Keyring

ADVANCE = "UPDATE accounts_person SET revision = revision + 1 WHERE id = %s RETURNING revision"


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, username: str, password: str | None = None) -> "Person":
        """For tests and scripts; sign-up goes through allauth."""
        person = self.model(username=username)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def unfinished(self) -> "models.QuerySet[Person]":
        """Those who began to sign up with a passkey and never got it: nobody can ever be in there."""
        without_password = self.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return without_password.filter(authenticator=None, last_login=None)


class Person(AbstractBaseUser):
    """Someone with an account. No name, and no e-mail address unless they gave one and showed that it is
    theirs."""

    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    #: May look at /admin/ (`manage.py staff`).
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    zone = models.CharField(max_length=64, null=True)
    language = models.CharField(max_length=16, default="en")
    #: On the clock of `zone`, both or neither: no nudge comes between them.
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    #: Where nudges go: to the device used last ("latest"), or to "all".
    devices = models.CharField(max_length=8, default="latest")
    #: Since when nudges become fewer where nothing answers them; null: they don't (reminders/silence.py).
    auto_quiet_since = models.DateTimeField(null=True)
    consent_version = models.CharField(max_length=32, null=True)
    consented_at = models.DateTimeField(null=True)
    #: When everything goes, where that was asked for in the last week (personal_data/scheduled_deletion.py).
    erase_at = models.DateTimeField(null=True)
    #: Counts every write of an entry; the newest entry carries it (architecture.md, "Entries and sync").
    revision = models.BigIntegerField(default=0)

    objects = PersonManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["erase_at"], condition=models.Q(erase_at__isnull=False), name="accounts_leaving"
            )
        ]

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    @cached_property
    def keyring(self) -> Keyring:
        """The keys that this person's words are sealed with."""
        return Keyring(self.pk)

    def as_data(self) -> dict[str, str | bool | None]:
        """The account as its owner sees it."""
        return {
            "username": self.username,
            "zone": self.zone,
            "language": self.language,
            "quiet_from": self.quiet_from.strftime("%H:%M") if self.quiet_from else None,
            "quiet_to": self.quiet_to.strftime("%H:%M") if self.quiet_to else None,
            "devices": self.devices,
            "auto_quiet": self.auto_quiet_since is not None,
            "email": self.email or None,
            "consent": self.consent_version,
            "erase_at": zones.rfc3339(self.erase_at) if self.erase_at else None,
        }

    @property
    def known_zone(self) -> str:
        """The zone of the person's clock; UTC where none is set, or tzdata doesn't know it any more, as on
        the phone."""
        return self.zone if self.zone in zones.names() else "UTC"

    @property
    def known_language(self) -> str:
        """What the person is written to in: English where this version doesn't have their language."""
        return self.language if self.language in catalogue.LANGUAGES else catalogue.DEFAULT_LANGUAGE

    def lock(self) -> None:
        """Keep every other write of this person's entries waiting until the transaction ends."""
        type(self).objects.select_for_update(no_key=True).only("pk").get(pk=self.pk)

    def next_revision(self) -> int:
        """Advance the counter and return it, keeping every other write of this person's entries waiting until
        the transaction ends. Rolling back gives the number back.

        In SQL, since the ORM can't have an UPDATE return what it set.
        """
        advanced = sql.select([], ADVANCE, [self.pk])
        if not advanced:
            raise type(self).DoesNotExist
        self.revision = advanced[0][0]
        return self.revision

    def consent(self, version: str | None, now: datetime) -> None:
        """Record consent to keeping health data in its present wording; None withdraws it."""
        self.consent_version = version
        self.consented_at = now if version else None
        self.save(update_fields=["consent_version", "consented_at"])


class ResetRequest(models.Model):
    """An address whose owner would like to set a new password; gone once a worker has seen it, a moment
    later.

    Written for every address alike, so that the answer tells nobody whether there is an account behind it.
    """

    address = models.EmailField()
    asked_at = models.DateTimeField(default=timezone.now)
