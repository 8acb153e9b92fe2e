"""The model of a person: the account that signs in and owns all other data."""

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
        """Accounts whose sign-up by passkey was never completed. Nobody can sign in to them."""
        without_password = self.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return without_password.filter(authenticator=None, last_login=None)


class Person(AbstractBaseUser):
    """A person with an account. `email` is set only once it is verified; no real name is stored."""

    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    #: May sign in to /admin/ (`manage.py staff`).
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    zone = models.CharField(max_length=64, null=True)
    language = models.CharField(max_length=16, default="en")
    #: Quiet hours without nudges: wall times in `zone`, both or neither.
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    #: The devices that get nudges: the most recently used one ("latest"), or "all".
    devices = models.CharField(max_length=8, default="latest")
    #: When auto-quiet was switched on (reminders/silence.py); null if it is off.
    auto_quiet_since = models.DateTimeField(null=True)
    consent_version = models.CharField(max_length=32, null=True)
    consented_at = models.DateTimeField(null=True)
    #: When the account will be erased, if that is scheduled (personal_data/scheduled_deletion.py).
    erase_at = models.DateTimeField(null=True)
    #: Incremented with each write of an entry, which stores it (architecture.md, "Entries and sync").
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
        """The keys that seal this person's words."""
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
        """The person's IANA zone; UTC if none is set or tzdata no longer has it. The phone does the same."""
        return self.zone if self.zone in zones.names() else "UTC"

    @property
    def known_language(self) -> str:
        """The language for texts to the person: English if this version doesn't have theirs."""
        return self.language if self.language in catalogue.LANGUAGES else catalogue.DEFAULT_LANGUAGE

    def lock(self) -> None:
        """Lock the person's row: other writes of their entries wait until the transaction ends."""
        type(self).objects.select_for_update(no_key=True).only("pk").get(pk=self.pk)

    def next_revision(self) -> int:
        """Increment and return the counter. Locks the row as `lock` does; a rollback restores the counter.

        In SQL, since the ORM has no UPDATE ... RETURNING. Raises DoesNotExist.
        """
        advanced = sql.select([], ADVANCE, [self.pk])
        if not advanced:
            raise type(self).DoesNotExist
        self.revision = advanced[0][0]
        return self.revision

    def consent(self, version: str | None, now: datetime) -> None:
        """Record consent to keeping health data, by the version of its wording; None withdraws it."""
        self.consent_version = version
        self.consented_at = now if version else None
        self.save(update_fields=["consent_version", "consented_at"])


class ResetRequest(models.Model):
    """A request for a password reset, by e-mail address. A worker deletes it as soon as it handles it.

    Created for every address alike, so that the response doesn't reveal whether there is an account.
    """

    address = models.EmailField()
    asked_at = models.DateTimeField(default=timezone.now)


class EndedSession(models.Model):
    """A session that a scheduled erasure ended, by a keyed digest (accounts/erased_sessions.py)."""

    digest = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE)


class ErasedSession(models.Model):
    """A session of an erased account, by a keyed digest and nothing else (accounts/erased_sessions.py)."""

    digest = models.CharField(max_length=64, primary_key=True)
    #: The date on which the row is deleted.
    goes_on = models.DateField(db_index=True)
