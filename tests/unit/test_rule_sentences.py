"""Words of verdicts: one minute is a minute, and what is to spare is never rounded up."""

from datetime import timedelta

import pytest

from optimizer.network import Network
from tests.asking import answers
from tests.builders import at, line, network, target

ARRIVES = at(12, 1)


def sentence(spare: timedelta, on: Network | None = None) -> str:
    return answers(line(target=target(ARRIVES + spare)), on=on)["L1"].sentence


@pytest.mark.parametrize(
    ("spare", "words"),
    [
        (timedelta(minutes=2), "2 minutes to spare."),
        (timedelta(minutes=1), "1 minute to spare."),
        (timedelta(seconds=110), "1 minute to spare."),
        (timedelta(seconds=40), "0 minutes to spare."),
        (timedelta(seconds=-40), "1 minute late."),
        (timedelta(minutes=-1), "1 minute late."),
        (timedelta(seconds=-61), "2 minutes late."),
    ],
)
def test_minutes_are_counted_to_the_safe_side(spare: timedelta, words: str) -> None:
    assert sentence(spare).endswith(words)


@pytest.mark.parametrize(
    ("late", "words"), [(1, "too late by 1 minute"), (2, "too late by 2 minutes")]
)
def test_reasons_count_minutes_as_well(late: int, words: str) -> None:
    asked = line(target=target(ARRIVES - timedelta(minutes=late)))
    # the drive ends some millionths of a second off the full minute
    (reason,) = answers(asked, on=network())["L1"].reasons
    assert reason.detail == words
