"""The socket that the pages are served on."""

import asyncio
import socket

from espaceclient.adapters.cli.server import listen


async def _accepted_without_delay(listening: socket.socket) -> bool:
    accepted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        accepted.set_result(bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
        writer.close()

    async with await asyncio.start_server(accept, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        answer = await accepted
        writer.close()
        return answer


def test_small_answers_leave_at_once_on_a_kept_connection() -> None:
    with listen("127.0.0.1", 0) as listening:
        assert asyncio.run(_accepted_without_delay(listening))
