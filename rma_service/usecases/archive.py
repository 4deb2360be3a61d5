"""A directory of tables packed into one file, and taken out again, byte by byte."""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from optimizer.files.schema import TABLES

_REQUESTS = "requests.csv"
_OF_THE_DAY = ("stock.csv", "inbound.csv")
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def files_of(directory: Path) -> Mapping[str, bytes]:
    """Tables of a directory by file name; requests are no part of a network."""
    names = sorted(table.file for table in TABLES.values() if table.file != _REQUESTS)
    return {name: (directory / name).read_bytes() for name in names if (directory / name).exists()}


def lasting(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Files that say how the network is made; what lies where and comes when is left out."""
    return {name: content for name, content in files.items() if name not in _OF_THE_DAY}


def content_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and bytes, in hexadecimal digits."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def pack(files: Mapping[str, bytes]) -> bytes:
    """Pack files; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def unpack(archive: bytes) -> Mapping[str, bytes]:
    """Take the files out again."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@contextmanager
def unpacked(archive: bytes) -> Iterator[Path]:
    """Give a folder that holds the files for a while."""
    with TemporaryDirectory(prefix="rma-network-") as folder:
        for name, content in unpack(archive).items():
            Path(folder, name).write_bytes(content)
        yield Path(folder)
