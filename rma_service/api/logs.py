"""Logs are data: one JSON object a line, with the trace id, and nothing that anybody sent.

Addresses are told by their template; headers, queries, bodies and the messages of errors stay out,
as secrets travel in them.
"""

import logging
import sys
import traceback
from typing import TextIO

import structlog

MOST_OF_A_MESSAGE = 200
"""Characters of what a library says; further lines may hold values."""


def log_as_json(stream: TextIO | None = None) -> None:
    """Write what is logged to a stream, a JSON object a line; without one, to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    if not any(isinstance(handler, AsData) for handler in root.handlers):
        root.addHandler(AsData())


class AsData(logging.Handler):
    """What libraries log becomes a line like ours; of an error only where it came from."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        fault = record.exc_info[1] if record.exc_info else None
        told = {"where": where_of(fault)} if fault else {}
        message = record.getMessage().partition("\n")[0][:MOST_OF_A_MESSAGE]
        log = structlog.get_logger()
        log.log(record.levelno, "said", logger=record.name, message=message, **told)


def where_of(fault: BaseException) -> list[str]:
    """Tell through which functions an error came, without its message or any value."""
    frames = traceback.extract_tb(fault.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
