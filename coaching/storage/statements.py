"""Which parameters does a statement have? Pure."""

import re
from collections.abc import Mapping

_PARAMETER = re.compile(r"\$(\w+)")


def used(sql: str, asked: Mapping[str, object]) -> dict[str, object]:
    """Those parameters that a statement has: it takes no others."""
    return {name: asked[name] for name in _PARAMETER.findall(sql)}
