"""A proxy on loopback, and a web server that speaks TLS behind it: every name leads to the ports it is told of."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service.clock import utc_now
from tests.loopback import listening


@dataclass(slots=True)
class Proxy:
    """``asked`` is what it was asked for: ``GET http://a.example/x``, ``CONNECT a.example:443``.

    ``refuses`` is the status that it answers everything with, if it does.
    """

    plain: int = 0
    secure: int = 0
    port: int = 0
    asked: list[str] = field(default_factory=list)
    refuses: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether another request may come on this connection; after a tunnel none does."""
        first, rest = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n", 1)
        method, target, _ = first.decode("ascii").split(" ")
        self.asked.append(f"{method} {target}")
        if self.refuses is not None:
            writer.write(f"HTTP/1.1 {self.refuses} No\r\nContent-Length: 0\r\n\r\n".encode())
            return False
        port = self.secure if method == "CONNECT" else self.plain
        origin_reader, origin = await asyncio.open_connection("127.0.0.1", port)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            await asyncio.gather(_pass_on(reader, origin), _pass_on(origin_reader, writer))
            return False
        origin.write(f"{method} /{target.split('/', 3)[3]} HTTP/1.1\r\n".encode() + rest)
        head = await origin_reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        writer.write(head + await origin_reader.readexactly(int(length[1]) if length else 0))
        origin.close()
        return True


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def proxying(*, plain: int = 0, secure: int = 0) -> AsyncIterator[Proxy]:
    proxy = Proxy(plain, secure)
    async with listening(proxy.answer) as proxy.port:
        yield proxy


@asynccontextmanager
async def secured(folder: Path, name: str, body: bytes) -> AsyncIterator[tuple[int, Path]]:
    """A server that answers everything with a body over TLS, as ``name``; its port, and whom to trust."""
    trusted, own = _certificates(folder, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 Fine\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1], trusted


def _certificates(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate that signs itself, and the same with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = utc_now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    trusted, chain = folder / "trusted.pem", folder / "own.pem"
    trusted.write_bytes(public)
    chain.write_bytes(public + secret)
    return trusted, chain
