"""Which requests may bring files? Those of a visit whose page asks for them, for as long as that visit lasts.

Streamlit itself takes files from everybody who has a page of any kind open, and keeps them in the memory.
"""

import re
import threading
from collections.abc import Iterable

from streamlit import config
from streamlit.runtime import Runtime, get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

METHODS = ("PUT", "DELETE")
MOST_TIMES = 4  # what one file may have, for all files of all visits together
_PATH = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+")

_asking: set[str] = set()  # ids of visits
_changing = threading.Lock()


def ask() -> None:
    """Notes that this visit may bring files. To be called by a page whose viewer may."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not Runtime.exists():
        return
    runtime = get_instance()
    with _changing:
        _asking.intersection_update([each for each in _asking if runtime.is_active_session(each)])
        _asking.add(context.session_id)


def is_asked_for(method: str, path: str) -> bool:
    """Whether a page asks for what this request brings or takes back."""
    found = _PATH.search(path)
    return method in METHODS and found is not None and found[1] in _asking


def fits(length: str) -> bool:
    """Whether so many bytes more may be kept in the memory; not where a request does not say how many it brings."""
    if not length.isdecimal() or not Runtime.exists():
        return False
    keeps = get_instance().uploaded_file_mgr
    held = 0
    if isinstance(keeps, MemoryUploadedFileManager):
        held = sum(len(file.data) for files in [*keeps.file_storage.values()] for file in [*files.values()])
    return held + int(length) <= MOST_TIMES * most_bytes()


def forget(files: Iterable[UploadedFile]) -> None:
    """Frees the memory that these files of this visit take: Streamlit keeps them until the visit ends."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not Runtime.exists():
        return
    keeps = get_instance().uploaded_file_mgr
    if isinstance(keeps, MemoryUploadedFileManager):
        for file in files:
            keeps.remove_file(context.session_id, file.file_id)


def most_bytes() -> int:
    """How large one file may be."""
    return int(config.get_option("server.maxUploadSize")) * 1024 * 1024
