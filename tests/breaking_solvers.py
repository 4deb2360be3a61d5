"""A solver that is the real one until it calls a function of some stage, and then breaks for real.

A profiling hook of the child waits for the call, so that nothing of the solver is replaced.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import FrameType

from optimizer.dispatch.bounded import Solved, solved
from optimizer.dispatch.problem import DispatchProblem
from tests import children

STAGE, FAULT = "RMA_TEST_STAGE", "RMA_TEST_FAULT"
"""Variables that tell a child where to break, and how."""

STAGES: Mapping[str, tuple[str, str]] = {
    "options": ("generate.py", "options_of"),
    "rows": ("bridge.py", "option_problem"),
    "choice": ("choose.py", "choose"),
    "solve": ("component.py", "solve_component"),
    "verdicts": ("verdicts.py", "_word"),
    "relaxations": ("search.py", "of_shipment"),
    "problem file": ("problem_file.py", "problem_file_of"),
    "check": ("check.py", "check"),
}
"""File and function of each stage; "pickling" comes after all of them."""


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _leave() -> None:
    os._exit(0)


def _mumble() -> None:
    os.write(1, b"\x80\x05garbage that is no plan\n" * 1000)


FAULTS: Mapping[str, Callable[[], object]] = {
    "segfault": children.segfault,
    "starve": children.eat_memory,
    "raise": children.refuse,
    "hang": children.hang,
    "kill": _kill,
    "leave": _leave,
    "mumble": _mumble,
}
SAID = {
    "segfault": "Its process was ended by SIGSEGV.",
    "starve": "It needed more memory than it may have.",
    "raise": "ValueError: This cannot be solved.",
    "hang": "It took longer than",
    "kill": "Its process was ended by SIGKILL.",
    "leave": "Its process ended with status 0 and no result.",
}
"""What a degraded plan says of each fault."""


class Explosive:
    """Breaks when it is pickled."""

    def __reduce__(self) -> str:
        FAULTS[os.environ[FAULT]]()
        return "Explosive"


def breaking(problem: DispatchProblem, limit_seconds: float | None) -> Solved:
    """Solve, and break where the variables say."""
    stage = os.environ.get(STAGE)
    if stage == "pickling":
        answer = solved(problem, limit_seconds)
        return replace(answer, problem_file=Explosive())  # type: ignore[arg-type]  # breaks later  # what cannot be pickled is the point
    if stage is not None:
        file, function = STAGES[stage]

        def wait(frame: FrameType, event: str, _: object) -> None:
            code = frame.f_code
            if event == "call" and code.co_name == function and code.co_filename.endswith(file):
                sys.setprofile(None)
                FAULTS[os.environ[FAULT]]()

        sys.setprofile(wait)
    return solved(problem, limit_seconds)


def answer_something_else(_problem: DispatchProblem, _limit_seconds: float | None) -> Solved:
    """Give what is no plan at all."""
    return "a plan"  # type: ignore[return-value]  # that is the fault  # the wrong type is the point
