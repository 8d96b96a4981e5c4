"""How values lie in columns: moments as whole microseconds, so that both engines compare, sort and return the same.

And what keys and indexes are called, in the one collection every table belongs to.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, Dialect, MetaData, TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

NAMES: Final = {
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

metadata: Final = MetaData(naming_convention=NAMES)


def micros(moment: datetime) -> int:
    """Microseconds since the epoch. Refuses a moment without a zone."""
    return (moment - EPOCH) // _MICROSECOND


def moment(count: int) -> datetime:
    """The moment so many microseconds after the epoch, in UTC."""
    return EPOCH + timedelta(microseconds=count)


class Instant(TypeDecorator[datetime]):
    """An aware `datetime`, stored as BIGINT."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else micros(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else moment(value)
