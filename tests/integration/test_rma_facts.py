"""What a new RMA is judged and promised by: observed faults, and the stock of what may serve it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from rma_service.db.engine import Database
from rma_service.domain.errors import Refused
from rma_service.domain.rma_request import NewRma
from rma_service.usecases.directory import (
    live_network,
    network_of,
    network_version_of,
    standing_directory,
)
from tests.small_record import NOW, fill, opened, request, tag

ALLOWED = timedelta(minutes=5)
"""By how much the clock of whoever observes a fault may be ahead."""


def test_a_fault_of_tomorrow_is_refused(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path / "tiny")
    opened(database, request(tag(fault_observed_at=NOW + ALLOWED)))
    with pytest.raises(Refused, match="Line 1: The fault is observed in the future"):
        opened(database, request(tag(fault_observed_at=NOW + ALLOWED + timedelta(seconds=1))))


@pytest.mark.parametrize(
    ("theirs", "of_nobody"),
    [
        (request(site_id="S3", priority="P9"), request(site_id="S9", priority="P9")),
        (request(tag(contract_id="CO3")), request(tag(contract_id="CO9"))),
    ],
    ids=["site", "contract"],
)
def test_what_is_of_another_partner_is_told_like_what_is_not_there(
    database: Database, tmp_path: Path, theirs: NewRma, of_nobody: NewRma
) -> None:
    """S3 has P1 under the contract CO3, of which Carol learns nothing."""
    fill(database, tmp_path / "tiny")
    said = []
    for new in (theirs, of_nobody):
        with pytest.raises(Refused) as refused:
            opened(database, new)
        said.append([re.sub("(S|CO)[39]", "it", each) for each in refused.value.sentences])
    assert said[0] == said[1]


def test_a_promise_reads_the_stock_of_its_part_and_of_what_may_stand_in(
    database: Database, tmp_path: Path
) -> None:
    """GPU may stand in for DIMM without asking; DIMM never stands in for GPU."""
    fill(database, tmp_path / "tiny", coming_at="2026-11-24T08:00:00Z")
    with database.read() as tx:
        still = standing_directory(tx, network_version_of(tx)).network
        everything = network_of(tx)
        for_dimm, for_gpu = (live_network(tx, still, [part]) for part in ("DIMM", "GPU"))
    assert (dict(still.stock), dict(still.inbound)) == ({}, {})
    assert set(everything.stock) == {("FRA1", "DIMM"), ("ZRH1", "GPU")}
    assert (for_dimm.stock, for_dimm.inbound) == (everything.stock, everything.inbound)
    assert set(for_gpu.stock) == {("ZRH1", "GPU")}
    assert dict(for_gpu.inbound) == {}
