"""What takes files in as long as the app runs?"""

from coaching.intake.importing import Importer
from coaching.intake.listener import Listener
from coaching.storage.database import Database

SECONDS_TO_STOP = 15.0  # that an import gets to end its batch when the app stops


class TakingIn:
    """Takes files in from when it is made until stop()."""

    def __init__(self, database: Database) -> None:
        """`database`: that of the app, which nobody else may open."""
        self._listener = Listener(Importer(database, beside_people=True), database.address)
        self._listener.start()

    def stop(self) -> None:
        """Lets what is being imported end its batch, and takes nothing more."""
        self._listener.stop(SECONDS_TO_STOP)
