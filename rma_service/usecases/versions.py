"""Versions of everything that an answer rests on beside its data."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version

from optimizer.calendars import data_versions
from rma_service.policies.policy import Policy


def versions_of(policies: Mapping[str, Policy]) -> Mapping[str, str]:
    """Versions of packages and policies, by name."""
    packages = {
        "code": "rma-service",
        "ortools": "ortools",
        "holidays": "holidays",
        "tzdata": "tzdata",
    }
    installed = {name: version(package) for name, package in packages.items()}
    editions = {
        f"policy {name}": ", ".join(each.version for each in policies[name].editions)
        for name in sorted(policies)
    }
    return installed | editions


@cache
def calendar_versions() -> Mapping[str, str]:
    """Versions of the data of holidays and time zones, looked up once."""
    return data_versions()
