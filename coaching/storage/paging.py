"""How many pages has a list that is cut in SQL, and how many rows come before one of them?"""


class AtLeast(int):
    """How many rows a list has, where they were not counted to the end: perhaps more."""


def pages(total: int, size: int) -> int:
    """How many pages of `size` it takes to show `total`; at least one."""
    return max(1, -(-total // size))


def skipped(page: int, total: int, size: int) -> int:
    """How many rows come before `page` (from 1); a page past the last one is the last one."""
    return size * (min(max(page, 1), pages(total, size)) - 1)
