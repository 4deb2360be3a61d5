"""Where the CPU of opening and reading an RMA goes: the promise, the record with its rules."""

import json
from collections.abc import Sequence
from statistics import median
from time import process_time

from benchmarks.demo_rmas import Body
from benchmarks.servers import CAROL, now
from optimizer.dispatch.bounded import Solved
from optimizer.dispatch.problem import DispatchProblem
from rma_service.api.rma_models import RmaWish
from rma_service.db.engine import Database
from rma_service.domain.rma_request import NewRma
from rma_service.usecases.cases import rma_of
from rma_service.usecases.rmas import open_rma
from rma_service.usecases.solving import at_once_or_in_child


class Stages:
    """CPU of the use cases in this process, for RMAs of one line [ms]."""

    def __init__(self, database: Database, bodies: Sequence[Body], warming: int) -> None:
        """Open and read RMAs; the first ones do not count."""
        self._promises: list[float] = []
        opened, read, told = [], [], []
        for new in map(_wish, bodies):
            before = process_time()
            rma = open_rma(database, now, CAROL, new, solve=self._promise)
            between = process_time()
            rma_of(database, CAROL, rma.rma_number)
            opened.append((between - before) * 1_000)
            read.append((process_time() - between) * 1_000)
            told.append(self._promises[-1] if rma.lines[0].promise else 0.0)
        self.promise = median(told[warming:])
        self.opened = median(opened[warming:])
        self.read = median(read[warming:])

    def _promise(self, problem: DispatchProblem, limit_seconds: float) -> Solved:
        before = process_time()
        answer = at_once_or_in_child(problem, limit_seconds)
        self._promises.append((process_time() - before) * 1_000)
        return answer


def _wish(body: Body) -> NewRma:
    return RmaWish.model_validate_json(json.dumps(body)).value()
