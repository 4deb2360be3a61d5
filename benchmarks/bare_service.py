"""What an RMA costs without the service: FastAPI and SQLAlchemy, one insert, one read.

Nobody signs in, nothing is checked against a record, nothing is promised. Durability is that of
the service: one committed transaction a request, on a file in WAL mode that is flushed to disk.
Run as `python benchmarks/bare_service.py FILE PORT`.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from secrets import token_hex
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey, create_engine, event
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
    selectinload,
    sessionmaker,
)

from rma_service.db import sqlite


class Base(DeclarativeBase):
    """Tables of the bare service."""


class RmaRow(Base):
    """An RMA."""

    __tablename__ = "rma"

    rma_number: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[str]
    priority: Mapped[str]
    ship_together: Mapped[bool]
    opened_at: Mapped[datetime]
    lines: Mapped[list["LineRow"]] = relationship(order_by="LineRow.line_id")


class LineRow(Base):
    """One faulty unit of an RMA."""

    __tablename__ = "rma_line"

    line_id: Mapped[str] = mapped_column(primary_key=True)
    rma_number: Mapped[str] = mapped_column(ForeignKey("rma.rma_number"), index=True)
    platform: Mapped[str]
    part_number: Mapped[str]
    product_serial: Mapped[str]
    fault_code: Mapped[str]
    fault_observed_at: Mapped[datetime]
    data_removed: Mapped[str]


class Line(BaseModel):
    """One faulty unit as it is sent and shown."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")

    platform: str
    part_number: str
    product_serial: str
    fault_code: str
    fault_observed_at: datetime
    data_removed: str


class NewRma(BaseModel):
    """An RMA as it is sent."""

    model_config = ConfigDict(extra="forbid")

    site_id: str
    priority: str
    ship_together: bool = False
    lines: list[Line]


class ShownRma(BaseModel):
    """An RMA as it is shown."""

    model_config = ConfigDict(from_attributes=True)

    rma_number: str
    site_id: str
    priority: str
    ship_together: bool
    opened_at: datetime
    lines: list[Line]


def make_app(file: str) -> FastAPI:
    """Put the bare service together on a database file."""
    engine = create_engine(f"sqlite:///{file}", module=sqlite.driver())

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        for pragma in ("journal_mode = wal", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    Base.metadata.create_all(engine)
    sessions = sessionmaker(engine, expire_on_commit=False)
    app = FastAPI()

    def session() -> Iterator[Session]:
        with sessions() as opened:
            yield opened

    Opened = Annotated[Session, Depends(session)]  # noqa: N806 - a type

    @app.post("/rmas", status_code=201, response_model=ShownRma)
    def post_rma(new: NewRma, opened: Opened) -> RmaRow:
        number = token_hex(8)
        rma = RmaRow(
            rma_number=number,
            opened_at=datetime.now(UTC),  # noqa: TID251 - nothing here is tested at an instant
            lines=[
                LineRow(line_id=f"{number}-{place:02d}", **line.model_dump())
                for place, line in enumerate(new.lines, start=1)
            ],
            **new.model_dump(exclude={"lines"}),
        )
        opened.add(rma)
        opened.commit()
        return rma

    @app.get("/rmas/{rma_number}", response_model=ShownRma)
    def get_rma(rma_number: str, opened: Opened) -> RmaRow:
        rma = opened.get(RmaRow, rma_number, options=[selectinload(RmaRow.lines)])
        if rma is None:
            raise HTTPException(404)
        return rma

    return app


def main() -> None:
    """Serve on a port of this machine until ended."""
    file, port = sys.argv[1:]
    uvicorn.run(
        make_app(file), host="127.0.0.1", port=int(port), log_level="warning", access_log=False
    )


if __name__ == "__main__":
    main()
