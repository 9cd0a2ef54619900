"""Which formats can be read? Every module in `formats/` that has a FORMAT."""

import pkgutil
from functools import cache
from importlib import import_module

from coaching.importers import formats
from coaching.importers.format import Format


@cache
def all_formats() -> tuple[Format, ...]:
    """The formats, in the order in which an import reads their files."""
    modules = (import_module(f"{formats.__name__}.{each.name}") for each in pkgutil.iter_modules(formats.__path__))
    found = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return tuple(sorted(found, key=lambda each: (each.lands, each.name)))
