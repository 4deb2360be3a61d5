"""What a directory of files asks for, without a server: requests become a dispatch problem."""

from collections.abc import Mapping
from datetime import datetime

from optimizer.dispatch.problem import DispatchProblem
from optimizer.files.records import Directory
from rma_service.policies.policy import Policy
from rma_service.usecases.judging import judge_lines
from rma_service.usecases.service_periods import require_periods, with_periods


def problem_of(
    directory: Directory, policies: Mapping[str, Policy], at: datetime
) -> DispatchProblem:
    """Turn the requests of a directory into open lines with targets, and lines set aside.

    A request whose release lies after `at` is planned too: its part cannot leave earlier.

    Parameters
    ----------
    directory : Directory
        Network, contracts and requests.
    policies : Mapping[str, Policy]
        Policies by the name that contracts use.
    at : datetime
        Instant of the plan.

    Raises
    ------
    FaultyInput
        When an order does not tell its first or last day, a contract names a policy that is not
        there, or a policy cannot judge a line.
    """
    require_periods(directory, policies)
    settled = with_periods(directory, policies)
    judged = judge_lines(settled, policies, directory.requests)
    return DispatchProblem(directory.network, judged.lines, at, judged.set_aside)
