"""CPU seconds of a running process and of all that it started, seen from outside (Linux)."""

import os
from pathlib import Path
from time import clock_gettime

_SCHEDULED = 2
"""Clock of the time a process ran. Source: Linux, include/linux/posix-timers.h, CPUCLOCK_SCHED."""

_ENDED_CHILDREN = (13, 14)
"""Places of cutime and cstime behind the name. Source: proc_pid_stat(5), fields 16 and 17."""


def cpu_seconds(pid: int) -> float:
    """CPU time of a process, its ended children and its living ones [s]."""
    own = clock_gettime((~pid << 3) | _SCHEDULED)
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    ended = sum(int(stat[place]) for place in _ENDED_CHILDREN) / os.sysconf("SC_CLK_TCK")
    return own + ended + sum(map(cpu_seconds, _children(pid)))


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    texts = [(task / "children").read_text(encoding="utf-8") for task in tasks]
    return [int(child) for text in texts for child in text.split()]
