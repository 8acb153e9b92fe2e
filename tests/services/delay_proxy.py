"""A proxy that delays a server's responses and records its requests."""

import asyncio
from asyncio import StreamReader, StreamWriter
from threading import Event, Thread

CHUNK = 1 << 16


class DelayProxy:
    """Listens on `door` and forwards to the server on `port`, until it is closed."""

    def __init__(self, door: int, port: int, seconds: float) -> None:
        self.door, self.port, self.seconds = door, port, seconds
        #: The bytes received, per connection.
        self.asked: list[bytearray] = []
        self._open = Event()
        # A separate thread with its own loop: Playwright's loop runs in the tests' thread.
        self._thread = Thread(target=lambda: asyncio.run(self._stand()), daemon=True)
        self._thread.start()
        if not self._open.wait(timeout=10):
            raise RuntimeError(f"nothing could be opened at port {door}")

    def close(self) -> None:
        """Stop, and close all open connections."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    async def _stand(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connected, "localhost", self.door)
        self._open.set()
        await self._end.wait()
        server.close()

    async def _connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("localhost", self.port)
        except OSError:
            writer.transport.abort()
            return
        self.asked.append(bytearray())
        await asyncio.gather(hand_on(reader, back, copy=self.asked[-1]), hand_on(there, writer, self.seconds))


async def hand_on(
    source: StreamReader, target: StreamWriter, seconds: float = 0, copy: bytearray | None = None
) -> None:
    """Forward bytes until the source ends or fails."""
    try:
        while data := await source.read(CHUNK):
            if copy is not None:
                copy += data
            await asyncio.sleep(seconds)
            target.write(data)
            await target.drain()
    except OSError:
        pass
    finally:
        target.close()
