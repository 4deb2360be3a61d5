"""What a person sends to open an RMA or to complete a fault tag."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class NewLine:
    """A fault tag as it was sent. Without contract, the one of the installed platform counts.

    A tag whose form is not complete is kept on hold.
    """

    platform: str
    part_number: str
    product_serial: str
    fault_code: str
    fault_observed_at: datetime
    data_removed: str
    contract_id: str | None = None
    faulty_serial: str | None = None
    symptom: str = ""
    initial_warranty_ends_on: date | None = None
    form_complete: bool = True


@dataclass(frozen=True, slots=True)
class NewRma:
    """One site asks for replacements. Staff name the partner; a partner is its own."""

    site_id: str
    priority: str
    lines: tuple[NewLine, ...]
    ship_together: bool = False
    partner_id: str | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """What was missing on a fault tag; None leaves what is there."""

    product_serial: str | None = None
    data_removed: str | None = None
    faulty_serial: str | None = None
    symptom: str | None = None


@dataclass(frozen=True, slots=True)
class ClockNews:
    """What somebody tells of a clock: an event of the policy by its name, and why it is told now.

    Without a line it holds for all of them. The value of an instant is the instant itself; of
    anything else `at` says when it became so, and without it that is now. No value withdraws what
    was told before; `corrects` names the pause or resumption in whose place this one stands.
    """

    name: str
    value: object
    why: str
    at: datetime | None = None
    line_id: str | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class NewPriority:
    """The priority that an RMA has from now on, and why."""

    priority: str
    why: str


@dataclass(frozen=True, slots=True)
class RmaKey:
    """The RMA that is meant, and the version that was read when it matters."""

    rma_number: str
    version: int | None = None

    @property
    def rma(self) -> "RmaKey":
        """The RMA itself."""
        return self


@dataclass(frozen=True, slots=True)
class LineKey:
    """The line of an RMA that is meant, and the version of the RMA when it matters."""

    rma_number: str
    line_id: str
    version: int | None = None

    @property
    def rma(self) -> RmaKey:
        """The RMA of the line."""
        return RmaKey(self.rma_number, self.version)
