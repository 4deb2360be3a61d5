"""Types of columns: instants that never lose their zone, numbers that the database gives."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator, TypeEngine


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused, as SQLite would forget its zone."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """Keep the zone where the database can; elsewhere UTC is understood."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an instant into UTC.

        Raises
        ------
        ValueError
            When it has no zone.
        """
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"The instant {value.isoformat()} has no time zone; give it one.")
        in_utc = value.astimezone(UTC)
        return in_utc if dialect.name == "postgresql" else in_utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give an instant back as it was bound: aware, in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name == "postgresql" else value.replace(tzinfo=UTC)


Serial = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives; SQLite counts in INTEGER only."""
