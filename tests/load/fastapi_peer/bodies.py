"""The body of a check-in, as Pydantic checks it."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    model_validator,
)

from backend import zones
from backend.content import catalogue

Code = Literal[catalogue.SENSATIONS]  # type: ignore[valid-type]  # read from a file
Place = Literal[catalogue.PLACES]  # type: ignore[valid-type]
ResponseCode = Literal[catalogue.RESPONSES]  # type: ignore[valid-type]
Moment = Literal[catalogue.MOMENTS]  # type: ignore[valid-type]
Now = Literal[catalogue.NOW]  # type: ignore[valid-type]
Strength = Annotated[StrictInt, Field(ge=0, le=10)]


def not_blank(text: str | None) -> str | None:
    return text if text and text.strip() else None


def known(zone: str) -> str:
    if zone not in zones.names():
        raise ValueError("unknown_zone")
    return zone


def not_ahead(felt_at: datetime) -> datetime:
    if felt_at > datetime.now(UTC) + timedelta(days=1):
        raise ValueError("in_future")
    return felt_at.astimezone(UTC)


Words = Annotated[Annotated[str, Field(max_length=20_000)] | None, AfterValidator(not_blank)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Sensation(Strict):
    code: Code
    strength: Strength | None = None
    place: Place | None = None
    side: Literal["front", "back"] | None = None
    texture: Literal["more", "less"] | None = None


class Answers(Strict):
    feeling: Words = None
    protecting: Words = None
    learned: Words = None


class Body(Strict):
    id: UUID | None = None
    revision: Any = None
    local_date: Any = None
    felt_at: Annotated[AwareDatetime, AfterValidator(not_ahead)]
    zone: Annotated[str, AfterValidator(known)]
    sensations: Annotated[list[Sensation], Field(max_length=100)] = []
    responses: Annotated[list[ResponseCode], Field(max_length=50)] = []
    moment: Moment | None = None
    person: None = None
    longing: Strength | None = None
    fear: Strength | None = None
    answers: Answers | None = None
    note: Words = None
    now: Now | None = None
    for_session: StrictBool = False
    never_shared: StrictBool = False

    @model_validator(mode="after")
    def says_something(self) -> Self:
        answers = self.answers or Answers()
        words = (answers.feeling, answers.protecting, answers.learned, self.note)
        if not any([self.sensations, self.responses, self.moment, *words]):
            raise ValueError("empty")
        return self
