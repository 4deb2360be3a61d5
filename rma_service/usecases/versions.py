"""Versions of everything that an answer rests on beside its data."""

from collections.abc import Mapping
from importlib.metadata import version

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
    return installed | {f"policy {name}": policies[name].version for name in sorted(policies)}
