"""The clients, in a process of their own: ``python -m bench.load`` reads a job as JSON and writes what it saw as JSON."""

import gzip
import http.client
import itertools
import json
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Request:
    """One request; the cookie says who asks."""

    path: str
    cookie: str
    method: str = "GET"
    body: str = ""


@dataclass(frozen=True)
class Job:
    """Requests to send over keep-alive connections, each client one after another, in turn and for ``seconds``.

    ``once`` sends each request at most once, for those that change something.
    """

    port: int
    clients: int
    seconds: float
    requests: list[Request]
    once: bool = False


@dataclass
class Seen:
    """What the clients saw. Latencies are in milliseconds; sizes are of the body on the wire."""

    latencies: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    queries: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    seconds: float = 0.0


def run(job: Job) -> Seen:
    """Send the requests and return what came back."""
    seen, lock, numbers = Seen(), threading.Lock(), itertools.count()
    begin = time.perf_counter()

    def client() -> None:
        mine, statuses = Seen(), Counter[str]()
        connection = http.client.HTTPConnection("127.0.0.1", job.port, timeout=TIMEOUT_SECONDS)
        # At least one each, however busy the machine is: a figure of nothing would look like a fault of the page.
        while (number := next(numbers)) < (len(job.requests) if job.once else sys.maxsize):
            _send(connection, job.requests[number % len(job.requests)], mine, statuses)
            if time.perf_counter() - begin >= job.seconds:
                break
        connection.close()
        with lock:
            seen.latencies += mine.latencies
            seen.queries += mine.queries
            seen.sizes += mine.sizes
            for status, count in statuses.items():
                seen.statuses[status] = seen.statuses.get(status, 0) + count

    threads = [threading.Thread(target=client) for _ in range(job.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.seconds = time.perf_counter() - begin
    return seen


def _headers(request: Request) -> dict[str, str]:
    headers = {"Cookie": request.cookie, "Accept-Encoding": "gzip", "Accept": "text/html"}
    if request.method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return headers


def _send(connection: http.client.HTTPConnection, request: Request, seen: Seen, statuses: Counter[str]) -> None:
    headers = _headers(request)
    began = time.perf_counter()
    connection.request(request.method, request.path, request.body or None, headers)
    answer = connection.getresponse()
    body = answer.read()
    seen.latencies.append((time.perf_counter() - began) * 1_000)
    seen.sizes.append(len(body))
    seen.queries.append(int(answer.headers.get("X-Query-Count", "-1")))
    statuses[str(answer.status)] += 1


def fetch(port: int, request: Request) -> tuple[int, str]:
    """Send one request and return the status and the text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    connection.request(request.method, request.path, request.body or None, _headers(request))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return answer.status, body.decode(errors="replace")


def job_from(text: str) -> Job:
    """Read a job."""
    values: dict[str, Any] = json.loads(text)
    values["requests"] = [Request(**request) for request in values["requests"]]
    return Job(**values)


if __name__ == "__main__":
    json.dump(asdict(run(job_from(sys.stdin.read()))), sys.stdout)
