"""A mail server that keeps what it is given: enough of SMTP (RFC 5321) for a client to hand over a message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message
from email.policy import default


@dataclass
class Mailbox:
    """Messages in the order they came; ``answer`` is what is said to a whole message."""

    port: int = 0
    answer: str = "250 taken"
    messages: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 loopback ready\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line.partition(" ")[0].upper()
            if verb == "RCPT":
                self.recipients.append(line.partition("<")[2].partition(">")[0])
            if verb == "DATA":
                writer.write(b"354 go on\r\n")
                text = (await reader.readuntil(b"\r\n.\r\n")).decode()
                self.messages.append(message_from_string(text.removesuffix("\r\n.\r\n"), policy=default))
            said = {"DATA": self.answer, "QUIT": "221 bye", "AUTH": "235 yes", "EHLO": "250-hello\r\n250 AUTH PLAIN"}
            writer.write(said.get(verb, "250 ok").encode() + b"\r\n")
            if verb == "QUIT":
                break
        writer.close()


@asynccontextmanager
async def mail_server() -> AsyncIterator[Mailbox]:
    mailbox = Mailbox()
    server = await asyncio.start_server(mailbox.serve, "127.0.0.1", 0)
    mailbox.port = server.sockets[0].getsockname()[1]
    async with server:
        yield mailbox
