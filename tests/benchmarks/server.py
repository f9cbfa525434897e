"""Server time of a warm rerun of every page, as seen on the websocket.

    python tests/benchmarks/server.py

No browser shares the processor: a websocket client asks for another visit, in turns, and takes the
time from the first to the last message of the script run. The one-line app is asked likewise. Then
twenty such clients, each on a page of its own, act three times each at times drawn at random within
15 s, and are timed from their asking to the end of their run.
"""

import asyncio
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.benchmarks.browser import ONE_LINE, PROJECT, running
from tests.browser.looking import ADDRESSES

ROUNDS, WARM_UP = 15, 4
PAGES = tuple(ADDRESSES.values())
PEOPLE, ACTS, WITHIN = 20, 3, 15.0
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
    async with connect(address) as socket:
        runs = [await rerun(socket, page, VISITS[i % 2]) for i in range(ROUNDS + WARM_UP)]
    return statistics.median(runs[WARM_UP:])


async def measure_when_up(address: str, page: str) -> float:
    """The same, once the server answers."""
    while True:
        try:
            return await measure(address, page)
        except OSError:
            await asyncio.sleep(0.1)


def connect(address: str) -> websockets.connect:
    """A client of the server's stream."""
    stream = address.replace("http", "ws") + "/_stcore/stream"
    return websockets.connect(stream, subprotocols=["streamlit"], max_size=None, origin=address)


async def visit(address: str, page: str, moments: list[float]) -> list[float]:
    """Seconds that one person waited for each of their acts."""
    waited = []
    async with connect(address) as socket:
        await rerun(socket, page, VISITS[0])
        began = time.perf_counter()
        for turn, moment in enumerate(moments):
            await asyncio.sleep(max(0.0, moment - (time.perf_counter() - began)))
            asked = time.perf_counter()
            await rerun(socket, page, VISITS[turn % 2])
            waited.append(time.perf_counter() - asked)
    return waited


async def crowd(address: str) -> list[float]:
    """Seconds waited by twenty people, every act of each, sorted."""
    draw = random.Random(20)
    plans = [sorted(draw.uniform(3, WITHIN) for _ in range(ACTS)) for _ in range(PEOPLE)]
    people = [visit(address, PAGES[i % len(PAGES)], plan) for i, plan in enumerate(plans)]
    return sorted(one for waited in await asyncio.gather(*people) for one in waited)


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
        waited = asyncio.run(crowd(large))
        late = waited[int(0.95 * len(waited))]
        print(f"{PEOPLE} people in {WITHIN:.0f} s   p95 {late * 1000:.0f} ms (at most 400 ms)")


if __name__ == "__main__":
    main()
