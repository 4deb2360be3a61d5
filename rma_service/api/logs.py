"""Logs are data: one JSON object a line, with the trace id, and nothing that anybody sent.

Addresses are told by their template; headers, queries, bodies and the messages of errors stay out,
as secrets travel in them.
"""

import logging
import sys
import traceback
from typing import TextIO

import structlog


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


def where_of(fault: BaseException) -> list[str]:
    """Tell through which functions an error came, without its message or any value."""
    frames = traceback.extract_tb(fault.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
