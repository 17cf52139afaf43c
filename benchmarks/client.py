"""A reader: asks a server for addresses over one connection, and times it."""

import http.client
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What came back; ``seconds`` from the request to the last byte."""

    status: int
    seconds: float
    size: int
    etag: str


class Reader:
    """One connection to a server."""

    def __init__(self, site: str, timeout: float = 600) -> None:
        self.site = urlsplit(site)
        self.timeout = timeout
        self.connection = self._connect()

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self.site.hostname or "", self.site.port
        return http.client.HTTPConnection(host, port, timeout=self.timeout)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for an address."""
        started = time.perf_counter()
        try:
            return self._get(path, headers or {}, started)
        except (http.client.HTTPException, ConnectionError):
            # The server closes idle connections; the next one is timed anew.
            self.connection = self._connect()
            return self._get(path, headers or {}, time.perf_counter())

    def _get(self, path: str, headers: Mapping[str, str], started: float) -> Answer:
        self.connection.request("GET", path, headers=dict(headers))
        response = self.connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - started
        return Answer(response.status, seconds, len(body), response.headers.get("ETag") or "")


def figures(seconds: Iterable[float]) -> dict[str, Any]:
    """Return the median, the 95th percentile and the worst, in milliseconds."""
    ordered = sorted(seconds)
    if not ordered:
        return {"n": 0, "p50": 0.0, "p95": 0.0, "worst": 0.0}
    return {
        "n": len(ordered),
        "p50": _milliseconds(ordered[len(ordered) // 2]),
        "p95": _milliseconds(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]),
        "worst": _milliseconds(ordered[-1]),
    }


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 2)


def at_once(site: str, paths: Sequence[str], clients: int = 8) -> dict[str, Any]:
    """Ask for all addresses with several readers at once; return requests a second and so on.

    Each page comes over a connection of its own, as those of different readers do: eight lasting
    ones often sit with one process five to three, and one core idles.
    """
    shares = [paths[start::clients] for start in range(clients)]
    taken: list[float] = []
    failed: list[str] = []

    def read(share: Sequence[str]) -> None:
        reader = Reader(site)
        for path in share:
            answer = reader.get(path, {"Connection": "close"})
            taken.append(answer.seconds)
            if answer.status >= 500:
                failed.append(path)

    threads = [threading.Thread(target=read, args=(share,)) for share in shares if share]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pace = round(len(taken) / (time.perf_counter() - started), 1)
    return {"a second": pace, "clients": clients, "failed": len(failed), **figures(taken)}
