"""Which models are in a backup: all, except those that are listed here with a reason."""

from typing import Any, TypeAlias

from django.apps import apps
from django.db import models

from backend.accounts.models import Person
from backend.sealing.models import DataKey

#: Model -> why its rows aren't in backups. A model that isn't listed is backed up.
LEFT_OUT: dict[str, str] = {
    "contenttypes.ContentType": "`migrate` makes them",
    "auth.Permission": "`migrate` makes them",
    "auth.Group": "nobody is in one",
    "auth.Group_permissions": "nobody is in one",
    "sessions.Session": "everyone signs in again",
    "usersessions.UserSession": "everyone signs in again",
    "account.EmailConfirmation": "expires within days; a new one can be requested",
    "accounts.EndedSession": "goes with the sessions",
    "accounts.ErasedSession": "goes with the sessions",
    "accounts.ResetRequest": "handled within seconds; a new link can be requested",
    "entries.SetAside": "created again when the rows are read",
    "entries.Epoch": "a restored database gets a new one",
    "admin.LogEntry": "the admin only reads, so there is none",
    "audit.Leaving": "exists only while somebody is being erased",
    "push.PushOrigin": "the momentary state of push services",
}

Model = type[models.Model]
Column: TypeAlias = "models.Field[Any, Any]"


def data_models() -> list[Model]:
    """The models whose rows are in the data file; Person first."""
    managed = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    backed_up = [model for model in managed if model._meta.label not in {DataKey._meta.label, *LEFT_OUT}]
    return sorted(backed_up, key=lambda model: model is not Person)


def columns(model: Model) -> list[Column]:
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def owner(model: Model) -> str | None:
    """The lookup from a row to the id of its person; None if the rows belong to nobody."""
    if model is Person:
        return "pk"
    return _person_lookup(model, frozenset())


def _person_lookup(model: Model, visited: frozenset[Model]) -> str | None:
    keys = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and not field.null
    ]
    for key in keys:
        if key.related_model is Person:
            return key.attname
    for key in keys:
        related: Model = key.related_model
        if related not in visited and (lookup := _person_lookup(related, visited | {model})):
            return f"{key.name}__{lookup}"
    return None
