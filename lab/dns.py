"""A name server of the laboratory, on loopback: SRV and A records as a test names them, and nothing else."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Mapping, Sequence

A, SRV = 1, 33
TTL_S = 60


class NameServer(asyncio.DatagramProtocol):
    """services: name -> (priority, port, host) each; hosts: name -> address."""

    def __init__(
        self, address: str, services: Mapping[str, Sequence[tuple[int, int, str]]], hosts: Mapping[str, str]
    ) -> None:
        self.address, self._services, self._hosts = address, services, hosts

    async def start(self) -> None:
        """Begin to answer."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, (self.address, 53))

    def stop(self) -> None:
        """Answer no more."""
        self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """See `asyncio.DatagramProtocol`."""
        name, after = _name(data, 12)
        (kind,) = struct.unpack_from("!H", data, after)
        records = b"".join(_record(kind, one) for one in self._found(name, kind))
        count = len(self._found(name, kind))
        question = data[12 : after + 4]
        known = name in self._services or name in self._hosts
        flags = 0x8580 if known else 0x8583  # authoritative; no such name
        head = data[:2] + struct.pack("!HHHHH", flags, 1, count, 0, 0)
        self._transport.sendto(head + question + records, addr)

    def _found(self, name: str, kind: int) -> list[bytes]:
        if kind == SRV:
            return [
                struct.pack("!HHH", priority, 1, port) + _written(host)
                for priority, port, host in self._services.get(name, ())
            ]
        if kind == A and name in self._hosts:
            return [socket.inet_aton(self._hosts[name])]
        return []


def _name(data: bytes, at: int) -> tuple[str, int]:
    labels = []
    while data[at]:
        labels.append(data[at + 1 : at + 1 + data[at]].decode("ascii"))
        at += 1 + data[at]
    return ".".join(labels).lower(), at + 1


def _written(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode("ascii") for label in name.split(".")) + b"\0"


def _record(kind: int, data: bytes) -> bytes:
    return b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, TTL_S, len(data)) + data
