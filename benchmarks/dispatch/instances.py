"""Option problems by seed, kept in problem files, so that runs need not make them again."""

from dataclasses import dataclass, fields
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from benchmarks.dispatch.problems import problem_of_kind
from optimizer.dispatch.bridge import option_problem
from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.columns import Columns
from optimizer.dispatch.options.demands import demands_of
from optimizer.dispatch.options.generate import Options
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.maker import Maker
from optimizer.dispatch.options.surroundings import build_world
from optimizer.dispatch.options.world import World
from optimizer.dispatch.problem import DispatchProblem
from optimizer.dispatch.problem_file import problem_file_of, question_from
from optimizer.dispatch.question import Question
from optimizer.dispatch.wishes import Wishes
from optimizer.travel import Floats

BEST_WAYS = 40
"""Ways of a group that an option problem keeps, as the sample problems do."""

KEPT = Path(gettempdir()) / "rma-bench-dispatch"


@dataclass(frozen=True, slots=True)
class Places:
    """What "nearest first" needs: road [km] of each option (inf: unassigned), groups in turn.

    `turn` names the groups in the order in which their lines were released.
    """

    road_km: Floats
    turn: Ints


@dataclass(frozen=True, slots=True)
class Instance:
    """An option problem with what is known of its places."""

    problem: OptionProblem
    places: Places


def option_instance(
    seed: int, kind: str, lines: int, best: int | None = BEST_WAYS
) -> OptionProblem:
    """Option problem of a seed and kind, from its file where it was made before.

    `best` ways of each group are kept, by level and cost; None: all that the product keeps.
    """
    return question_from(instance_file(seed, kind, lines, best).read_bytes()).problem


def instance_file(seed: int, kind: str, lines: int, best: int | None = BEST_WAYS) -> Path:
    """Problem file of an instance; it is made once for one state of the code that makes it."""
    path = KEPT / f"{kind}-{lines}-{seed}-{best or 'all'}-{_code_digest()}.npz"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        made = made_of(problem_of_kind(seed, kind, lines), best)
        near = BytesIO()
        np.savez_compressed(near, road_km=made.places.road_km, turn=made.places.turn)
        _write(places_file(path), near.getvalue())
        _write(path, problem_file_of(Question(made.problem)))
    return path


def places_file(path: Path) -> Path:
    """File beside a problem file that has its places."""
    return path.with_suffix(".near")


def places_of(path: Path) -> Places:
    """Places of a problem file."""
    with np.load(places_file(path)) as arrays:
        return Places(arrays["road_km"], arrays["turn"])


def made_of(problem: DispatchProblem, best: int | None = BEST_WAYS) -> Instance:
    """Option problem of a dispatch problem, as a plan makes it, with its places."""
    world = world_of(problem)
    demands = demands_of(problem.lines, problem.network)
    maker = Maker(world, demands, Wishes())
    columns = maker.columns(every=True)
    kept = Options(demands, maker, columns if best is None else _best_of(columns, best))
    return Instance(option_problem(world, kept), places_in(world, kept))


def world_of(problem: DispatchProblem) -> World:
    """World of a dispatch problem, as a plan makes it."""
    last_due = max(line.target.due_at for line in problem.lines)
    sites = [line.site_id for line in problem.lines]
    return build_world(problem.network, sites, problem.now, last_due)


def _best_of(columns: Columns, best: int) -> Columns:
    """The best ways of each demand by level and cost, in their order."""
    counts = np.diff(columns.start)
    demand = np.repeat(np.arange(len(counts)), counts)
    order = np.lexsort((columns.price_cents, columns.tardiness, columns.missed, demand))
    place = np.arange(len(order)) - columns.start[demand[order]]
    rows = np.sort(order[place < best])
    start = np.concatenate([[0], np.cumsum(np.minimum(counts, best))]).astype(np.int64)
    names = [each.name for each in fields(Columns) if each.name != "start"]
    return Columns(start, *(getattr(columns, name)[..., rows] for name in names))


def places_in(world: World, options: Options) -> Places:
    """Places of the options of a world."""
    columns = options.columns
    site = np.array([world.column(each.demand.site_id) for each in options])
    km = world.drives.road_km[columns.depot, np.repeat(site, np.diff(columns.start))]
    released = np.array([each.demand.released for each in options])
    last = columns.start[1:]
    return Places(np.insert(km, last, np.inf), np.argsort(released, kind="stable"))


def _write(path: Path, data: bytes) -> None:
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_bytes(data)
    unfinished.rename(path)


def _code_digest() -> str:
    """Digest of whatever makes instances: this package, and how options are made of problems."""
    here = Path(__file__).resolve().parent
    dispatch = here.parents[1] / "optimizer" / "dispatch"
    own = ("demo.py", "instances.py", "lines.py", "networks.py", "problems.py")
    files = [*map(here.joinpath, own), *(dispatch / "options").glob("*.py"), dispatch / "bridge.py"]
    digest = sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
