"""The service's own tables as far as they are needed here, and one of its own for check-ins."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, Index, LargeBinary, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Instant(TypeDecorator[datetime]):
    """A time in UTC; SQLite's has no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON().with_variant(JSONB, "postgresql")}


class Session(Base):
    __tablename__ = "django_session"

    session_key: Mapped[str] = mapped_column(primary_key=True)
    session_data: Mapped[str]
    expire_date: Mapped[datetime]


class UserSession(Base):
    __tablename__ = "usersessions_usersession"

    session_key: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)


class Person(Base):
    __tablename__ = "accounts_person"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    password: Mapped[str]
    is_active: Mapped[bool]
    consent_version: Mapped[str | None]
    revision: Mapped[int] = mapped_column(BigInteger)


class DataKey(Base):
    __tablename__ = "sealing_datakey"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    wrapped_by: Mapped[str]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class CheckIn(Base):
    __tablename__ = "fastapi_checkin"

    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts_person.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    felt_at: Mapped[datetime]
    zone: Mapped[str]
    local_date: Mapped[date]
    counted: Mapped[dict[str, Any]]
    words: Mapped[bytes | None] = mapped_column(LargeBinary)


Index("fastapi_newest_first", CheckIn.person_id, CheckIn.felt_at.desc(), CheckIn.id.desc())
