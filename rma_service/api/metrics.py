"""Figures for Prometheus: requests by route template and never by address, and the record.

No label names a partner, a site or a person.
"""

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from rma_service.usecases.health import Figures

KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one application."""

    def __init__(self) -> None:
        """Start counting from nothing."""
        self._registry = CollectorRegistry()
        labels = ("method", "route")
        self._requests = Counter(
            "rma_http_requests",
            "Requests that were answered.",
            (*labels, "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "rma_http_request_seconds",
            "Time to answer a request [s].",
            labels,
            buckets=SECONDS,
            registry=self._registry,
        )
        self.under_way = Gauge(
            "rma_http_requests_under_way",
            "Requests that are being answered.",
            registry=self._registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer. Methods that nobody knows are one, so that labels stay few."""
        name = method if method in KNOWN_METHODS else "other"
        self._requests.labels(name, route, str(status)).inc()
        self._seconds.labels(name, route).observe(seconds)

    def text(self, counted: Figures) -> tuple[bytes, str]:
        """Give all figures as text, those of the record too, and the media type of that text."""
        text = generate_latest(self._registry) + generate_latest(_registry_of(counted))
        return text, CONTENT_TYPE_PLAIN_0_0_4


def _registry_of(counted: Figures) -> CollectorRegistry:
    """Figures of the record at one moment, so that two who ask at once share nothing."""
    registry = CollectorRegistry()
    jobs = Gauge("rma_jobs", "Jobs by state.", ("state",), registry=registry)
    for state, number in counted.jobs.items():
        jobs.labels(state).set(number)
    lines = Gauge("rma_open_lines", "Open lines by verdict.", ("verdict",), registry=registry)
    for verdict, number in counted.open_lines.items():
        lines.labels(verdict).set(number)
    workers = Gauge("rma_workers", "Workers seen in the last minute.", registry=registry)
    workers.set(counted.workers)
    waits = Gauge("rma_job_wait_seconds", "How long a job has been due [s].", registry=registry)
    waits.set(_age(counted, counted.longest_due or counted.at))
    if counted.newest_plan is not None:
        age = Gauge("rma_plan_age_seconds", "Age of the newest plan [s].", registry=registry)
        age.set(_age(counted, counted.newest_plan.created_at))
    return registry


def _age(counted: Figures, since: datetime) -> float:
    """How long ago an instant was [s]; clocks that differ make nothing negative."""
    return max(0.0, (counted.at - since).total_seconds())
