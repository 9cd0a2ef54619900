"""How are random choices made so that they are the same on every machine?

Only integers and single IEEE operations are used: exp, matrix products and sums of floats differ between processors.
"""

import zlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
T = TypeVar("T")
SEED = 1_904


def generator(purpose: str) -> np.random.Generator:
    """A random stream for one purpose, so that drawing more numbers for it changes nothing elsewhere."""
    return np.random.Generator(np.random.PCG64([SEED, zlib.crc32(purpose.encode())]))


def bell(chance: np.random.Generator, *shape: int) -> Floats:
    """Values close to a standard normal distribution: the sum of twelve uniform ones."""
    total = chance.integers(0, 65_536, size=(*shape, 12)).sum(axis=-1)
    values: Floats = (total - 12 * 32_767.5) / 65_536
    return values


def probability(tendency: Floats) -> Floats:
    """An S-curve from any number to 0..1: 0 is even, 1 is 85 %, 3 is 97 %."""
    return 0.5 * (1 + tendency / np.sqrt(1 + tendency * tendency))


def pick(chance: np.random.Generator, shares: Sequence[float], choices: Sequence[T]) -> T:
    """One of the choices, each with its share; the shares add up to 1."""
    roll = chance.random()
    for share, choice in zip(shares, choices, strict=True):
        roll -= share
        if roll < 0:
            return choice
    return choices[-1]
