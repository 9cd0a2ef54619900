"""On which scale does a source say how the customer felt? Stored is always -10 to +10, with 0 for neutral. Pure."""

import math
import re
from dataclasses import dataclass

_WRITTEN = re.compile(r"\s*([+-]?\d{1,6}(?:\.\d{1,6})?)\s*\.\.\s*([+-]?\d{1,6}(?:\.\d{1,6})?)\s*", re.ASCII)
WANTED = "write the lowest and the highest value, such as -10..10, 1..10 or -5..5"


class NotAScaleError(ValueError):
    """What was written is no scale."""


@dataclass(frozen=True, kw_only=True)
class SentimentScale:
    """The lowest and the highest value of a source."""

    low: float
    high: float

    @property
    def neutral(self) -> float:
        """The value for neither good nor bad: the middle, except that on the vendor's screens, 1 to 10, it is 5."""
        return 5.0 if (self.low, self.high) == (1, 10) else (self.low + self.high) / 2

    def convert(self, value: float) -> float:
        """A value of this scale as -10 to +10. Each half of the scale is stretched for itself."""
        above = value - self.neutral
        half = self.high - self.neutral if above > 0 else self.neutral - self.low
        return round(10 * above / half, 10) + 0.0  # -0.0 becomes 0.0

    def __str__(self) -> str:
        """As it is written on the command line."""
        return f"{self.low:g}..{self.high:g}"


STORED = SentimentScale(low=-10, high=10)
AMAZON = SentimentScale(low=-5, high=5)


def read_scale(written: str) -> SentimentScale:
    """A scale as it is written on the command line, such as -5..5. Raises NotAScaleError."""
    found = _WRITTEN.fullmatch(written)
    low, high = map(float, found.groups()) if found else (math.nan, math.nan)
    if not low < high:
        raise NotAScaleError(f'"{written[:60]}" is no scale: {WANTED}')
    return SentimentScale(low=low, high=high)
