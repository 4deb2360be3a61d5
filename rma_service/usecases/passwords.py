"""Passwords are hashed slowly, and only two at a time, so that sign-ins cannot starve the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from secrets import token_hex, token_urlsafe
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from rma_service.domain.errors import Busy

AT_A_TIME = 2
PATIENCE_SECONDS = 5
MADE_BYTES = 15
"""Random bytes of a password that the service makes: nobody guesses 120 bits."""


def new_password() -> str:
    """Make a password for somebody; it is shown once."""
    return token_urlsafe(MADE_BYTES)


class Passwords:
    """The one place that hashes and checks passwords.

    argon2id with m=47104, t=1, p=1 [KiB, passes, lanes]. Source: OWASP Password Storage Cheat
    Sheet.
    """

    def __init__(self, memory_kib: int = 47_104) -> None:
        """Take less memory in tests only."""
        hasher = Argon2Hasher(time_cost=1, memory_cost=memory_kib, parallelism=1)
        self._hashing = PasswordHash((hasher,))
        self._turns = BoundedSemaphore(AT_A_TIME)

    def hash(self, password: str) -> str:
        """Hash a password with a salt of its own."""
        with self._turn():
            return self._hashing.hash(password)

    def check(self, password: str, password_hash: str | None) -> tuple[bool, str | None]:
        """Say whether a password is right, and give a new hash where the old one is outdated.

        Without a hash, for a name that nobody has, the work is the same and the answer is no.
        """
        with self._turn():
            right, renewed = self._hashing.verify_and_update(
                password, password_hash or self._of_nobody
            )
        return right and password_hash is not None, renewed if right else None

    @cached_property
    def _of_nobody(self) -> str:
        return self._hashing.hash(token_hex(32))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=PATIENCE_SECONDS):
            raise Busy("Too many people sign in at this moment.", seconds=PATIENCE_SECONDS)
        try:
            yield
        finally:
            self._turns.release()
