"""The client: one request at a time through every check, redirects followed by hand."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.metadata import version
from weakref import WeakValueDictionary

import httpcore2
import httpx2

from service.clock import Clock, utc_now
from service.http import hints, robots
from service.http.body import ACCEPTED, BodyReader
from service.http.errors import BadBody, BadRedirect, BadStatus, FetchError, Refused, TimedOut, Unreachable
from service.http.guard import GuardedBackend, Resolve, forbidden, parse_address, resolve
from service.http.messages import Limits, Request, Response, Validators
from service.http.politeness import Monotonic, Politeness, Sleep

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_OVERLOADED = frozenset({429, 503})
_HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_SILENCE_AFTER_429 = timedelta(minutes=1)


class HttpClient:
    """All outgoing requests of a process. Give it to one event loop; close it there.

    It keeps no cookies and reads no proxy from the environment. With a ``proxy`` names are resolved by it, so only
    address literals can be guarded here.
    """

    def __init__(
        self,
        *,
        contact: str,
        proxy: str | None = None,
        clock: Clock = utc_now,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        resolve: Resolve = resolve,
    ) -> None:
        self.user_agent = f"Tallywire/{version('tallywire')} (+{contact})"
        self._proxy = proxy
        self._clock = clock
        self._resolve = resolve
        self._politeness = Politeness(monotonic, sleep)
        self._robots = robots.RobotsCache()
        self._asking_robots: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._ssl: ssl.SSLContext | None = None
        # Private and public requests never share a connection.
        self._pools: dict[bool, httpcore2.AsyncConnectionPool] = {}

    async def fetch(self, request: Request) -> Response:
        """The answer, or a :class:`FetchError` that says why there is none."""
        url = _parse(request.url)
        origin, moved, permanent = _origin(url), None, True
        for _ in range(request.limits.redirects + 1):
            delay = await self._obey_robots(url, request.limits) if request.robots else timedelta()
            headers = self._headers(request, same_origin=_origin(url) == origin)
            response, location = await self._send(url, request, headers, delay)
            if location is None:
                return Response(
                    status=response.status,
                    headers=response.headers,
                    body=response.body,
                    final_url=str(url),
                    moved_to=moved,
                    fresh_for=hints.fresh_for(response.headers, self._clock()),
                )
            if request.method not in {"GET", "HEAD"}:
                detail = f"{url} redirects a {request.method} to {location}"
                raise BadRedirect("redirected_post", detail, http_status=response.status)
            url = _join(url, location)
            permanent = permanent and response.status in _PERMANENT
            moved = str(url) if permanent else moved
        raise BadRedirect("too_many_redirects", f"{request.url}: more than {request.limits.redirects}")

    def leave_alone(self, url: str, duration: timedelta) -> None:
        """Ask nothing of the URL's host for that long: what a server wished before this process began."""
        self._politeness.silence(_parse(url).host, duration)

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()

    async def _send(
        self, url: httpx2.URL, request: Request, headers: list[tuple[str, str]], delay: timedelta
    ) -> tuple[Response, str | None]:
        """One hop: the answer, and where it redirects to."""
        limits = request.limits
        self._check_literal(url, limits)
        async with self._politeness.turn(_lane(request, url), limits.concurrency, max(limits.pause, delay)):
            with _translated(url):
                async with asyncio.timeout(limits.total.total_seconds()):
                    return await self._exchange(url, request, headers)

    async def _exchange(
        self, url: httpx2.URL, request: Request, headers: list[tuple[str, str]]
    ) -> tuple[Response, str | None]:
        idle = request.limits.idle.total_seconds()
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        async with self._pool(request.limits.allow_private).stream(
            request.method,
            target,
            headers=headers,
            content=request.content,
            extensions={"timeout": {"connect": idle, "read": idle, "write": idle, "pool": idle}},
        ) as answer:
            received = _lower(answer.headers)
            if answer.status in _REDIRECTS:
                location = received.get("location")
                if not location:
                    raise BadRedirect("redirect_to_nowhere", f"{url}: status {answer.status} without a location")
                return Response(answer.status, received, b"", str(url)), location
            if answer.status == 304 and request.validators != Validators():
                return Response(304, received, b"", str(url)), None
            if not 200 <= answer.status < 300 or answer.status == 206:
                raise self._bad_status(url, answer.status, received, _lane(request, url))
            reader = BodyReader(received.get("content-encoding"), request.limits.max_bytes)
            async for chunk in answer.aiter_stream():
                reader.feed(chunk)
            return Response(answer.status, received, reader.finish(), str(url)), None

    def _bad_status(self, url: httpx2.URL, status: int, headers: dict[str, str], lane: str) -> BadStatus:
        wait = hints.retry_after(headers.get("retry-after"), self._clock()) if status in _OVERLOADED else None
        if silence := wait or (_SILENCE_AFTER_429 if status == 429 else None):
            self._politeness.silence(lane, silence)
        return BadStatus(f"http_{status}", f"{url} answered with status {status}", http_status=status, retry_after=wait)

    async def _obey_robots(self, url: httpx2.URL, limits: Limits) -> timedelta:
        """The host's crawl delay. Raises :class:`Refused` where robots.txt forbids the URL or could not be read."""
        origin = _origin(url)
        async with self._asking_robots.setdefault(origin, asyncio.Lock()):  # once for all who want to know now
            rules = self._robots.get(origin, limits.allow_private, self._clock())
            if rules is None:
                rules = await self._fetch_robots(origin, limits)
                self._robots.put(origin, limits.allow_private, rules)
        if not rules.allows(str(url)):
            reason = "robots_forbids" if rules.parser is not None else "robots_unreachable"
            raise Refused(reason, f"{origin}/robots.txt does not allow {url}")
        return rules.delay

    async def _fetch_robots(self, origin: str, limits: Limits) -> robots.Rules:
        try:
            answer = await self.fetch(Request(f"{origin}/robots.txt", accept="text/plain, */*;q=0.1", limits=limits))
        except BadStatus as error:
            missing = error.http_status is not None and 400 <= error.http_status < 500 and error.http_status != 429
            return robots.without_file(self._clock()) if missing else robots.unreachable(self._clock())
        except BadRedirect:
            return robots.without_file(self._clock())
        except BadBody:
            return robots.unreachable(self._clock())
        return robots.read_rules(answer.body, self._clock())

    def _headers(self, request: Request, *, same_origin: bool) -> list[tuple[str, str]]:
        headers = {
            "User-Agent": self.user_agent,
            "Accept": request.accept,
            "Accept-Encoding": ACCEPTED,
            "If-None-Match": request.validators.etag,
            "If-Modified-Since": request.validators.last_modified,
        }
        extra = request.headers.items() if same_origin else ()
        return [(name, value) for name, value in (*headers.items(), *extra) if value]

    def _check_literal(self, url: httpx2.URL, limits: Limits) -> None:
        """Refuse what needs no resolving to be refused: through a proxy this is all that can be checked here."""
        address = parse_address(url.host)
        if address is not None and (reason := forbidden(address, allow_private=limits.allow_private)):
            raise Refused("address_refused", f"{url.host}: {reason}")

    def _pool(self, allow_private: bool) -> httpcore2.AsyncConnectionPool:
        pool = self._pools.get(allow_private)
        if pool is None:
            self._ssl = self._ssl or httpcore2.default_ssl_context()
            if self._proxy is not None:
                pool = httpcore2.AsyncHTTPProxy(
                    self._proxy,
                    ssl_context=self._ssl,
                    max_connections=100,
                    keepalive_expiry=30.0,
                    network_backend=GuardedBackend(allow_private=True, resolve=self._resolve),
                )
            else:
                pool = httpcore2.AsyncConnectionPool(
                    ssl_context=self._ssl,
                    max_connections=100,
                    max_keepalive_connections=20,
                    keepalive_expiry=30.0,
                    network_backend=GuardedBackend(allow_private=allow_private, resolve=self._resolve),
                )
            self._pools[allow_private] = pool
        return pool


def check_url(text: str, *, allow_private: bool = False) -> None:
    """Raise :class:`Refused` for a URL that would not be asked, whatever its name resolved to."""
    address = parse_address(_parse(text).host)
    if address is not None and (reason := forbidden(address, allow_private=allow_private)):
        raise Refused("address_refused", reason)


def _lane(request: Request, url: httpx2.URL) -> str:
    return url.host if request.lane is None else request.lane


def _parse(text: str) -> httpx2.URL:
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL as error:
        raise Refused("bad_url", f"{text!r}: {error}") from error
    if url.scheme not in {"http", "https"} or not _HOST.fullmatch(url.raw_host):
        raise Refused("bad_url", f"{text!r}: only http and https URLs are fetched")
    if url.userinfo:
        raise Refused("bad_url", f"{url.host}: a URL with a user name is not fetched")
    return url.copy_with(fragment=None)


def _join(url: httpx2.URL, location: str) -> httpx2.URL:
    try:
        # Servers send UTF-8 in this header although it is ASCII's.
        location = location.encode("latin-1").decode("utf-8")
        return _parse(str(url.join(location)))
    except (UnicodeError, httpx2.InvalidURL) as error:
        raise BadRedirect("bad_redirect", f"{url} redirects to {location!r}") from error


def _origin(url: httpx2.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _lower(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Lower-case names; values of a repeated header joined, as HTTP allows."""
    joined: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


@contextmanager
def _translated(url: httpx2.URL) -> Iterator[None]:
    """Errors of the HTTP library and of the event loop, as the reasons they are."""
    try:
        yield
    except FetchError:
        raise
    except (TimeoutError, httpcore2.TimeoutException) as error:
        raise TimedOut("timeout", f"{url}: {type(error).__name__}") from error
    except httpcore2.RemoteProtocolError as error:
        if "complete message body" in str(error) or "incomplete chunked" in str(error):
            raise BadBody("truncated_body", f"{url}: {error}") from error
        reason = "connection_broken" if "disconnected" in str(error) else "bad_http"
        raise Unreachable(reason, f"{url}: {error}") from error
    except httpcore2.ProxyError as error:
        raise Unreachable("proxy_failed", f"{url}: {error}") from error
    except httpcore2.ConnectError as error:
        reason = "tls_failed" if isinstance(error.__cause__ or error.__context__, ssl.SSLError) else "connect_failed"
        raise Unreachable(reason, f"{url}: {error or type(error).__name__}") from error
    except httpcore2.NetworkError as error:
        raise Unreachable("connection_broken", f"{url}: {error or type(error).__name__}") from error
    except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, ssl.SSLError, OSError) as error:
        raise Unreachable("bad_http", f"{url}: {error or type(error).__name__}") from error
