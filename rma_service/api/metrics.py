"""Counts and durations of requests, by route template and never by address."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

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

    def text(self) -> tuple[bytes, str]:
        """Give all figures as text, and the media type of that text."""
        return generate_latest(self._registry), CONTENT_TYPE_PLAIN_0_0_4
