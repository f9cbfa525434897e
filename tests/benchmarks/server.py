"""Server time of a warm rerun of every page, as seen on the websocket.

    python tests/benchmarks/server.py

No browser shares the processor: a websocket client asks for another visit, in turns, and takes the
time from the first to the last message of the script run. The one-line app is asked likewise.
"""

import asyncio
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.benchmarks.browser import ONE_LINE, PROJECT, running

ROUNDS, WARM_UP = 15, 4
PAGES = ("does-it-help", "by-condition", "how-long", "your-cohort", "methods-and-sources")
VISITS = ("week+6", "week+26")


async def rerun(socket: websockets.ClientConnection, page: str, visit: str) -> float:
    """Seconds of one script run."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = f"visit={visit}"
    await socket.send(message.SerializeToString())
    began = 0.0
    while True:
        received = ForwardMsg()
        received.ParseFromString(await socket.recv())
        kind = received.WhichOneof("type")
        if kind == "new_session":
            began = time.perf_counter()
        elif kind == "script_finished":
            return time.perf_counter() - began


async def measure(address: str, page: str) -> float:
    """Median seconds of a warm rerun."""
    stream = address.replace("http", "ws") + "/_stcore/stream"
    options = {"subprotocols": ["streamlit"], "max_size": None, "origin": address}
    async with websockets.connect(stream, **options) as socket:
        runs = [await rerun(socket, page, VISITS[i % 2]) for i in range(ROUNDS + WARM_UP)]
    return statistics.median(runs[WARM_UP:])


async def measure_when_up(address: str, page: str) -> float:
    """The same, once the server answers."""
    while True:
        try:
            return await measure(address, page)
        except OSError:
            await asyncio.sleep(0.1)


def main() -> None:
    """Print the table."""
    with running(ONE_LINE) as (small, _), running(PROJECT / "dashboard.py") as (large, _):
        plain = asyncio.run(measure_when_up(small, ""))
        print(f"{'one-line app':22}{plain * 1000:6.0f} ms")
        for page in PAGES:
            seconds = asyncio.run(measure_when_up(large, page))
            print(
                f"{page:22}{seconds * 1000:6.0f} ms   {seconds / plain:.1f} times (at most 150 ms)"
            )


if __name__ == "__main__":
    main()
