"""How does a test run a coroutine where another test of the same process has a browser, and so a loop that runs?"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def run(question: Coroutine[Any, Any, Answer]) -> Answer:
    """What the coroutine returns, from a thread and a loop of its own."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, question).result()
