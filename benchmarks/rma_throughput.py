"""What opening and reading an RMA costs, beside a bare FastAPI + SQLAlchemy endpoint.

Both run on this machine at the same time, on fresh SQLite files that are flushed to disk at every
commit. Batches of requests go to one and to the other in turn, one request at a time; counted is
the CPU time of each server with every process that it starts.
Run as `python -m benchmarks.rma_throughput [BATCHES [BATCH]]`.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.cpu import cpu_seconds
from benchmarks.demo_rmas import DemoRmas
from benchmarks.servers import (
    CAROL,
    Server,
    now,
    standing_record,
    the_bare_endpoint,
    the_service,
)
from benchmarks.stages import Stages

BATCHES = 10
BATCH = 40
WARMING = 20
SEVERAL_LINES = 3
"""An RMA that asks for different parts of one machine."""

AIMS = {"POST, 1 line": 4.0, "GET": 2.0}
"""Most CPU of the service as a multiple of the bare endpoint. Source: the aim of this report."""


@dataclass(slots=True)
class Costs:
    """What one request of a kind cost a server, a number for each batch [ms]."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def measure(
        self, server: Server, act: Callable[[Any], Any], asked: Sequence[object]
    ) -> list[Any]:
        """Send a batch over a fresh connection and note what one request of it cost."""
        server.connection.close()
        began, before = perf_counter(), cpu_seconds(server.pid)
        answers = [act(each) for each in asked]
        self.cpu.append((cpu_seconds(server.pid) - before) * 1_000 / len(asked))
        self.wall.append((perf_counter() - began) * 1_000 / len(asked))
        return answers


Table = dict[str, tuple[Costs, Costs]]
"""Costs of the service and of the bare endpoint, by kind of request."""


def compared(
    service: Server, bare: Server, rmas: DemoRmas, batches: int, batch: int
) -> tuple[Table, Counter[str]]:
    """Costs by kind of request, and how often the service gave which verdict."""
    kinds = {"POST, 1 line": 1, f"POST, {SEVERAL_LINES} lines": SEVERAL_LINES}
    table: Table = {kind: (Costs(), Costs()) for kind in (*kinds, "GET")}
    verdicts: Counter[str] = Counter()
    for kind, lines in kinds.items():
        for _ in range(batches):
            some = rmas.take(lines, batch)
            opened = []
            for server, costs in zip((service, bare), table[kind], strict=True):
                opened.append(costs.measure(server, server.post, some))
            for server, costs, new in zip((service, bare), table["GET"], opened, strict=True):
                costs.measure(server, server.get, [each["rma_number"] for each in new])
            verdicts.update(_verdicts(opened[0]))
    return table, verdicts


def warm_up(service: Server, bare: Server, rmas: DemoRmas) -> None:
    """Let both load what they load once."""
    for lines in (1, SEVERAL_LINES):
        asked = rmas.take(lines, WARMING)
        for server in (service, bare):
            opened = Costs().measure(server, server.post, asked)
            Costs().measure(server, server.get, [each["rma_number"] for each in opened])


def report(table: Table, verdicts: Counter[str], batches: int, batch: int) -> None:
    """Print medians over batches and their ratio."""
    print(f"{batches} batches of {batch} requests of a kind to each server, in turn; medians\n")
    print(f"{'':16}{'service':>20}{'bare endpoint':>20}{'CPU':>8}")
    print(f"{'':16}{'CPU ms':>10}{'wall ms':>10}{'CPU ms':>10}{'wall ms':>10}{'ratio':>8}")
    for kind, (mine, bare) in table.items():
        ratio = median(mine.cpu) / median(bare.cpu)
        figures = (median(mine.cpu), median(mine.wall), median(bare.cpu), median(bare.wall))
        aim = f"  (aim {AIMS[kind]:g})" if kind in AIMS else ""
        print(f"{kind:16}" + "".join(f"{each:10.2f}" for each in figures) + f"{ratio:8.1f}{aim}")
    told = ", ".join(f"{name} {count}" for name, count in sorted(verdicts.items()))
    print(f"\nverdicts: {told}")


def report_stages(table: Table, stages: Stages) -> None:
    """Print what each part of the service took; the doors are what is left."""
    post, get = (median(table[kind][0].cpu) for kind in ("POST, 1 line", "GET"))
    print("\nwhere the CPU of the service goes, medians in ms")
    print(f"POST, 1 line: promise and its check {stages.promise:.2f}, ", end="")
    print(f"rules and record {stages.opened - stages.promise:.2f}, ", end="")
    print(f"HTTP, sign-in, models, log {post - stages.opened:.2f}")
    print(f"GET: record {stages.read:.2f}, HTTP, sign-in, models, log {get - stages.read:.2f}")


def _verdicts(opened: Sequence[Any]) -> Iterator[str]:
    for rma in opened:
        for line in rma["lines"]:
            yield line["promise"]["verdict"] if line["promise"] else f"{line['state']}, no promise"


def main() -> None:
    """Measure in an empty folder."""
    given = [int(each) for each in sys.argv[1:]]
    batches, batch = [*given, *(BATCHES, BATCH)[len(given) :]]
    rmas = DemoRmas(CAROL.partner_id or "", now())
    with TemporaryDirectory(prefix="rma-bench-") as folder:
        database = standing_record(folder)
        with the_service(folder, database) as service, the_bare_endpoint(folder) as bare:
            warm_up(service, bare, rmas)
            table, verdicts = compared(service, bare, rmas, batches, batch)
        stages = Stages(database, rmas.take(1, WARMING + batch), WARMING)
        database.close()
    report(table, verdicts, batches, batch)
    report_stages(table, stages)


if __name__ == "__main__":
    main()
