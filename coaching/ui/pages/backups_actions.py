"""What do the buttons of the page of backups do?"""

import logging

import streamlit as st

from coaching.keeping import backup_keeper
from coaching.keeping.backup_keeper import BackupKeeper
from coaching.keeping.backups import KeptBackup
from coaching.ui.pieces import commands
from coaching.ui.shell import backup_files
from coaching.words.refusals import RefusedError

LOG = logging.getLogger(__name__)
NOW, TAKE = "backups_now", "backups_take"  # places of commands
LINK = "backups_link"  # the backup that was prepared for download, and its address


class BackupActions:
    """Of one viewer and of the keeper of this process."""

    def __init__(self, viewer_id: str, keeper: BackupKeeper) -> None:
        self._viewer_id, self._keeper = viewer_id, keeper

    def back_up_now(self) -> None:
        """Has a backup made. For callbacks."""
        commands.carry_out(NOW, backup_keeper.back_up_now, self._viewer_id, self._keeper)

    def prepare(self, backup: KeptBackup) -> None:
        """Makes a link to a backup, and notes who takes it away. For callbacks."""
        name = backup.path.name
        done = commands.carry_out(TAKE, backup_keeper.note_download, self._viewer_id, name)
        if not isinstance(done, RefusedError):
            st.session_state[LINK] = (name, backup_files.offer(backup.path))

    def link_to(self, backup: KeptBackup) -> str | None:
        """The address of the link that was made to this backup, if there is one."""
        name, address = st.session_state.get(LINK, (None, None))
        return address if name == backup.path.name else None
