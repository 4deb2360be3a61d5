"""What a server is told from outside."""

import os
import re
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rma_service.shipped import shipped_policies


class Settings(BaseSettings):
    """What a server is told by its environment: RMA_DATABASE_URL, RMA_HOST and so on."""

    model_config = SettingsConfigDict(env_prefix="RMA_", frozen=True, extra="ignore")

    database_url: str = "sqlite:///var/rma.db"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535)] = 8000
    public_origin: str | None = None
    """Scheme, host and port that people type, where a proxy stands before the server."""
    environment: Annotated[str, Field(pattern="^[a-z]{1,12}$")] = "live"
    """A word inside every API key, so that keys of two installations are told apart."""
    policies_dir: Path | None = None
    """Folder of the policy files in use; without one, those that come with the program."""
    demo: bool = False
    """Whether the fixed people of the demonstration are added, with passwords that are known."""
    with_worker: bool = False
    """Whether a server on PostgreSQL does jobs too; on SQLite it always does: nobody else can."""

    @field_validator("public_origin")
    @classmethod
    def _require_origin(cls, origin: str | None) -> str | None:
        if origin is not None and not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+", origin):
            raise ValueError("Write scheme and host, such as https://rma.example")
        return origin


def policies_folder() -> Path:
    """Give the folder of the policies in use.

    Raises
    ------
    ValueError
        As `read_settings` does.
    """
    return _policies_folder(os.environ.get("RMA_POLICIES_DIR"))


@cache
def _policies_folder(_told: str | None) -> Path:
    """Read the settings once for each folder that is told: every request asks for the folder."""
    return read_settings().policies_dir or shipped_policies()


def read_settings() -> Settings:
    """Read the environment.

    Raises
    ------
    ValueError
        With a sentence for every variable that cannot be.
    """
    try:
        return Settings()
    except ValidationError as wrong:
        sentences = [
            f"RMA_{'_'.join(map(str, e['loc'])).upper()}: {e['msg'].removeprefix('Value error, ')}."
            for e in wrong.errors()
        ]
        raise ValueError("\n".join(sentences)) from wrong
