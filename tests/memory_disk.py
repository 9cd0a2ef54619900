"""Where do temporary files of tests go? To a disk in memory, where this machine has one with enough room.

Most tests write a small database, and each commit waits for the disk; of what tests write, nothing needs to outlive the
machine. Whoever sets TMPDIR has chosen a folder, and it is used.
"""

import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path("/dev/shm")
NEEDED_BYTES = 6 * 2**30  # a whole run has about a tenth of it at any moment


def use() -> None:
    """Lets this process, and those that it starts from here on, make temporary files in memory."""
    if "TMPDIR" in os.environ or not os.access(FOLDER, os.W_OK) or shutil.disk_usage(FOLDER).free < NEEDED_BYTES:
        return
    os.environ["TMPDIR"] = str(FOLDER)
    tempfile.tempdir = None  # look at TMPDIR anew
