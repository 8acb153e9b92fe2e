"""What is in a backup: every model, unless it is named here with the reason why not."""

from typing import Any, TypeAlias

from django.apps import apps
from django.db import models

from backend.accounts.models import Person
from backend.sealing.models import DataKey

#: Model -> why its rows are in no backup. A model that is named nowhere is kept.
LEFT_OUT: dict[str, str] = {
    "contenttypes.ContentType": "`migrate` makes them",
    "auth.Permission": "`migrate` makes them",
    "auth.Group": "nobody is in one",
    "auth.Group_permissions": "nobody is in one",
    "sessions.Session": "everyone signs in again",
    "usersessions.UserSession": "everyone signs in again",
    "account.EmailConfirmation": "ends within days; a new one can be asked for",
    "accounts.ResetRequest": "seen within seconds; a new link can be asked for",
    "entries.SetAside": "found anew by whoever reads the rows",
    "entries.Epoch": "a restored database gets a new one",
    "admin.LogEntry": "the admin only reads, so there is none",
    "audit.Leaving": "is there only while somebody is being erased",
    "push.PushOrigin": "tells how push services are doing at the moment",
}

Model = type[models.Model]
Column: TypeAlias = "models.Field[Any, Any]"


def data_models() -> list[Model]:
    """Those whose rows are in the data file; people first."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    kept = [model for model in found if model._meta.label not in {DataKey._meta.label, *LEFT_OUT}]
    return sorted(kept, key=lambda model: model is not Person)


def columns(model: Model) -> list[Column]:
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def owner(model: Model) -> str | None:
    """The lookup from a row to the id of the person it belongs to; None when it is nobody's."""
    if model is Person:
        return "pk"
    return _way_to_person(model, frozenset())


def _way_to_person(model: Model, passed: frozenset[Model]) -> str | None:
    keys = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and not field.null
    ]
    for key in keys:
        if key.related_model is Person:
            return key.attname
    for key in keys:
        further: Model = key.related_model
        if further not in passed and (way := _way_to_person(further, passed | {model})):
            return f"{key.name}__{way}"
    return None
