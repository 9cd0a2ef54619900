"""What becomes of files that an administrator uploads? They are imported here, whether or not anybody looks on.

There is one desk a database in a process: whatever page asks it reads the same.
"""

import logging
import threading
import uuid
import weakref
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from coaching.importers import limits
from coaching.importers.run import ImportStoppedError, Silent
from coaching.intake import private_files
from coaching.intake.importing import Importer
from coaching.intake.private_files import UploadedFile
from coaching.intake.request import CameBy, Request
from coaching.people.permissions import Action, met_grants, needed
from coaching.people.visibility import sight
from coaching.storage.database import Database
from coaching.storage.errors import NotSavedError, refusal
from coaching.words import wording
from coaching.words.formatting import numeral
from coaching.words.reader import BRITISH, reading_as
from coaching.words.refusals import AlreadyDoneError, InvalidFieldsError, NotAllowedError, NotPossibleError

LOG = logging.getLogger(__name__)
MOST_AT_ONCE = 4  # uploads: one that is imported, the others wait
MOST_FILES = 1_000
MOST_BYTES = limits.ARCHIVE_BYTES  # of one upload
MOST_KNOWN = 20  # uploads that have ended
FILES = "files"  # the field of the form


@dataclass(kw_only=True, eq=False)
class Upload(Silent):
    """One upload, and how far it is. `files`: how many the import has found, 0 before it has; `import_id`: that of the
    import once it has ended; `failed`: it ended without a report."""

    upload_id: str
    names: Sequence[str]
    files: int = 0
    done: int = 0
    is_waiting: bool = True
    import_id: str | None = None
    failed: bool = False
    _stops: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def is_stopping(self) -> bool:
        """Whether it ends after its batch."""
        return self._stops.is_set()

    def stop(self) -> None:
        """Lets it end after its batch."""
        self._stops.set()

    def start(self, files: int) -> None:
        """The import found this many files."""
        self.is_waiting, self.files = False, files

    def advance(self, files: int) -> None:
        """This many more are done."""
        self.done += files

    def after_batch(self) -> None:
        """Raises ImportStoppedError where somebody has stopped it."""
        if self._stops.is_set():
            raise ImportStoppedError

    waits = after_batch


class Desk:
    """Takes the uploads to one database."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._changing = threading.Lock()
        self._running: dict[Upload, threading.Thread | None] = {}  # None: its files are being written
        self._ended: list[Upload] = []
        self._is_closed = False
        try:
            private_files.sweep(address)
        except OSError as error:
            LOG.warning("What uploads have left is not removed: %s", error)

    def running(self) -> list[Upload]:
        """Those that have not ended, the first one first."""
        with self._changing:
            return [*self._running]

    def ended(self, upload_id: str) -> Upload | None:
        """One that has ended in this process, if it is among the newest."""
        with self._changing:
            return next((one for one in self._ended if one.upload_id == upload_id), None)

    def begin(self, database: Database, viewer_id: str, files: Sequence[UploadedFile]) -> Upload:
        """Puts the files on the disk and imports them in a thread of its own. Raises NotPossibleError and
        NotSavedError."""
        upload = Upload(upload_id=uuid.uuid4().hex, names=[file.name for file in files])
        with self._changing:
            if self._is_closed:
                raise NotPossibleError(wording.UPLOADS_CLOSED)
            if len(self._running) >= MOST_AT_ONCE:
                raise NotPossibleError(wording.TOO_MANY_UPLOADS)
            self._running[upload] = None
        with ExitStack() as kept:
            kept.callback(self._forget, upload)
            try:
                paths = kept.enter_context(private_files.stored(self._address, files))
            except OSError as error:
                LOG.warning("Uploaded files are not kept: %s", error)
                raise NotSavedError(wording.UPLOAD_NOT_KEPT) from error
            request = Request(paths=tuple(paths), came_by=CameBy.PAGE, begun_by=viewer_id)
            with self._changing:
                if self._is_closed:
                    raise NotPossibleError(wording.UPLOADS_CLOSED)
                work = (database, upload, request, kept.pop_all())
                thread = self._running[upload] = threading.Thread(target=self._import, args=work, daemon=True)
                thread.start()
        return upload

    def close(self) -> Collection[threading.Thread]:
        """Takes nothing more, and stops what is imported after its batch. Returns the threads to wait for."""
        with self._changing:
            self._is_closed = True
            for upload in self._running:
                upload.stop()
            return [thread for thread in self._running.values() if thread is not None]

    def _import(self, database: Database, upload: Upload, request: Request, kept: ExitStack) -> None:
        with kept, reading_as(BRITISH):
            try:
                upload.import_id = Importer(database, beside_people=True).run(request, upload).import_id
            except ImportStoppedError:  # before its turn
                pass
            except Exception as error:
                upload.failed = True
                if refusal(error) is None:
                    LOG.exception("An import of uploaded files failed")

    def _forget(self, upload: Upload) -> None:
        with self._changing:
            del self._running[upload]
            self._ended = [*self._ended[1 - MOST_KNOWN :], upload]


_desks: "weakref.WeakKeyDictionary[Database, Desk]" = weakref.WeakKeyDictionary()
_making = threading.Lock()


def desk(database: Database) -> Desk:
    """The desk of this database, which knows no viewer: for who has asked may_upload()."""
    with _making:
        if database not in _desks:
            _desks[database] = Desk(database.address)
        return _desks[database]


def may_upload(database: Database, viewer_id: str) -> bool:
    """Whether the viewer may upload files to be imported."""
    return bool(met_grants(Action.ADMINISTER, sight(database, viewer_id).permissions))


def begin(database: Database, viewer_id: str, files: Sequence[UploadedFile]) -> Upload:
    """Begins to import files that somebody has uploaded, and returns at once."""
    _check(database, viewer_id)
    if not files:
        raise InvalidFieldsError({FILES: wording.NOTHING_UPLOADED})
    if len(files) > MOST_FILES:
        raise InvalidFieldsError({FILES: wording.TOO_MANY_FILES.format(most=numeral(MOST_FILES))})
    if sum(file.size for file in files) > MOST_BYTES:
        raise InvalidFieldsError({FILES: wording.UPLOAD_TOO_LARGE.format(most=numeral(MOST_BYTES // limits.MEGABYTE))})
    return desk(database).begin(database, viewer_id, files)


def stop(database: Database, viewer_id: str, upload_id: str) -> None:
    """Lets an upload end after its batch: what is stored stays."""
    _check(database, viewer_id)
    found = [one for one in desk(database).running() if one.upload_id == upload_id]
    if not found:
        raise AlreadyDoneError(wording.UPLOAD_HAS_ENDED)
    found[0].stop()


def running(database: Database, viewer_id: str) -> list[Upload]:
    """The uploads that are imported or wait here; none for who may not administer."""
    return desk(database).running() if may_upload(database, viewer_id) else []


def ended(database: Database, viewer_id: str, upload_id: str) -> Upload | None:
    """An upload that has ended here, if it is among the newest; None for who may not administer."""
    return desk(database).ended(upload_id) if may_upload(database, viewer_id) else None


def _check(database: Database, viewer_id: str) -> None:
    if not may_upload(database, viewer_id):
        raise NotAllowedError(*needed(Action.ADMINISTER))
