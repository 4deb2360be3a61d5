"""Passwords: argon2id at the decided cost, equal work for unknown names, two at a time."""

from threading import Event, Thread

import pytest

from rma_service.domain.errors import Busy
from rma_service.usecases import passwords as module
from rma_service.usecases.passwords import Passwords

CHEAP_KIB = 64


class Counted(Passwords):
    """Passwords that count how often the slow work is done."""

    def __init__(self) -> None:
        super().__init__(CHEAP_KIB)
        self.verified = 0
        slow = self._hashing.verify_and_update

        def counting(password: str | bytes, hash: str | bytes) -> tuple[bool, str | None]:  # noqa: A002 - the name that is replaced
            self.verified += 1
            return slow(password, hash)

        self._hashing.verify_and_update = counting  # type: ignore[method-assign] # counts only


def test_a_hash_is_argon2id_with_the_decided_cost_and_a_salt_of_its_own() -> None:
    passwords = Passwords()
    first, second = passwords.hash("word"), passwords.hash("word")
    assert first.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert first != second


def test_a_password_is_right_or_wrong() -> None:
    passwords = Passwords(CHEAP_KIB)
    kept = passwords.hash("word")
    assert passwords.check("word", kept) == (True, None)
    assert passwords.check("Word", kept) == (False, None)


def test_a_long_password_counts_to_its_last_character() -> None:
    passwords = Passwords(CHEAP_KIB)
    kept = passwords.hash("a" * 999 + "b")
    assert passwords.check("a" * 999 + "c", kept) == (False, None)


def test_a_hash_of_another_cost_is_renewed() -> None:
    right, renewed = Passwords(2 * CHEAP_KIB).check("word", Passwords(CHEAP_KIB).hash("word"))
    assert right
    assert renewed is not None
    assert "m=128," in renewed


def test_an_unknown_name_costs_the_same_work_as_a_wrong_password() -> None:
    passwords = Counted()
    kept = passwords.hash("word")
    passwords.check("wrong", kept)
    assert passwords.verified == 1
    passwords.check("wrong", None)
    assert passwords.verified == 2


def test_an_unknown_name_has_no_right_password() -> None:
    passwords = Passwords(CHEAP_KIB)
    assert passwords.check(passwords._of_nobody, None) == (False, None)  # noqa: SLF001 - the nearest guess


def test_the_third_at_a_time_waits_and_is_then_told_to_come_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.01)
    passwords, inside, leave = Passwords(CHEAP_KIB), [Event(), Event()], Event()

    def hold(arrived: Event) -> None:
        with passwords._turn():  # noqa: SLF001 - holds a place without hashing for a while
            arrived.set()
            leave.wait()

    holders = [Thread(target=hold, args=(arrived,)) for arrived in inside]
    for holder in holders:
        holder.start()
    assert all(arrived.wait(10) for arrived in inside)
    with pytest.raises(Busy):
        passwords.hash("word")
    leave.set()
    for holder in holders:
        holder.join()
    assert passwords.hash("word")
