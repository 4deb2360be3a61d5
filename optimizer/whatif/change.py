"""What every change of the world shares: it gives a new network, or refuses in a sentence."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Protocol

from optimizer.network import Network, require

_FEW_NAMES = 8
"""So many known names are listed in a refusal when none of them is near."""


class Change(Protocol):
    """One change of the world; its fields are the keys of its table in a scenario file."""

    def applied_to(self, network: Network) -> Network:
        """Give the network after the change; a ValueError says why it cannot be made."""


def near_names(name: str, known: Iterable[str]) -> str:
    """Say which known names are nearest to one that is unknown, as the end of a sentence."""
    names = sorted(known)
    folded = {each.casefold(): each for each in names}
    near = get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
    if near:
        return "did you mean " + " or ".join(folded[each] for each in near) + "?"
    if len(names) <= _FEW_NAMES:
        return "known are " + ", ".join(names) + "."
    return f"none of the {len(names)} known names is near."


def require_known(key: str, name: str, known: Iterable[str]) -> None:
    """Refuse a name that the network lacks, with the nearest names that it has.

    Raises
    ------
    ValueError
        When the name is not among the known ones.
    """
    names = set(known)
    require(name in names, f'{key} = "{name}" is unknown; {near_names(name, names)}')
