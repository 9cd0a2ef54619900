"""Which files are in a gz or zip file, and what are their bytes? Bounded in size, number, ratio and depth."""

import gzip
import io
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import IO

from coaching.importers import limits
from coaching.importers.limits import UnreadableFileError

HEAD_BYTES = 8192
RETURNED_BECAUSE = "refused-because.txt"  # what an import adds to the files that it returns
# How files begin that are archives, or no text at all.
_GZIP, _ZIP, _EMPTY_ZIP = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"
_TAR_AT, _TAR = 257, b"ustar"
_END_OF_ZIP = struct.Struct("<4s4H2LH")
_END_OF_ZIP64 = struct.Struct("<4sQ2H2L4Q")
_ZIP64_LOCATOR_BYTES = 20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    gzip.BadGzipFile,
    NotImplementedError,
    RuntimeError,
    struct.error,
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the bytes of a file are: in the file `outer` and, where that is an archive, in its members `inside`, the
    outermost first; a gz file has one without a name. `sheet` is the sheet of a workbook."""

    outer: str
    inside: tuple[str, ...] = ()
    sheet: str | None = None

    def of_sheet(self, title: str) -> "Place":
        """The same for one sheet of the workbook."""
        return replace(self, sheet=title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file that is no archive: as an import calls it, where it is, its size in bytes and how it begins."""

    name: str
    place: Place
    size: int
    head: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """An xlsx file: its sheets are tables."""

    name: str
    place: Place
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An archive, or a member of one, that is not read, and why."""

    name: str
    reason: str


def parts(name: str) -> Iterator[Part | Workbook | Unreadable]:
    """What is in a file: itself, or the members of the archive that it is. An empty archive has no parts."""
    try:
        size = limits.check(name, sys.maxsize)
        with open(name, "rb", buffering=0) as file:
            head = file.read(HEAD_BYTES)
    except UnreadableFileError as error:
        yield Unreadable(name=name, reason=str(error))
    except OSError as error:
        yield Unreadable(name=name, reason=f"the file cannot be read ({error.strerror})")
    else:
        yield from _parts(Part(name=name, place=Place(outer=name), size=size, head=head))


def read(place: Place, most_bytes: int = limits.FILE_BYTES) -> bytes:
    """The bytes of a file. Raises UnreadableFileError where they are too many or cannot be unpacked."""
    if not place.inside:
        return limits.read(place.outer, most_bytes)
    data = _bounded(place, most_bytes)
    limits.check_values(data)
    return data


def kind_of_archive(head: bytes) -> str | None:
    """ "gz", "zip" or "tar" for the first bytes of an archive."""
    if head.startswith(_GZIP):
        return "gz"
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return "zip"
    return "tar" if head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR else None


def _parts(part: Part) -> Iterator[Part | Workbook | Unreadable]:
    kind = kind_of_archive(part.head)
    if kind not in ("gz", "zip"):
        yield part
    elif len(part.place.inside) >= limits.ARCHIVE_DEPTH:
        yield Unreadable(name=part.name, reason=f"it is an archive in {limits.ARCHIVE_DEPTH} others: unpack it first")
    else:
        try:
            yield from _of_gzip(part) if kind == "gz" else _of_zip(part)
        except UnreadableFileError as error:
            yield Unreadable(name=part.name, reason=str(error))
        except _BROKEN as error:
            yield Unreadable(name=part.name, reason=_broken(error))
        except OSError as error:
            yield Unreadable(name=part.name, reason=f"the file cannot be read ({error.strerror})")


def _of_gzip(part: Part) -> Iterator[Part | Workbook | Unreadable]:
    place = replace(part.place, inside=(*part.place.inside, ""))
    with _opened(place) as stream:
        head = stream.read(HEAD_BYTES)
    yield from _parts(Part(name=part.name, place=place, size=part.size, head=head))


def _of_zip(part: Part) -> Iterator[Part | Workbook | Unreadable]:
    archive = _zip_at(part.place)
    members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    if len(members) > limits.ARCHIVE_MEMBERS:
        raise UnreadableFileError(f"it has {len(members):,} files, and at most {limits.ARCHIVE_MEMBERS:,} are read")
    unpacked, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if unpacked > limits.ARCHIVE_BYTES:
        most = f"at most {limits.ARCHIVE_BYTES / limits.MEGABYTE:,g} MB are read: divide it"
        raise UnreadableFileError(f"it unpacks to {unpacked / limits.MEGABYTE:,.0f} MB, and {most}")
    _check_ratio(unpacked, packed)
    if any(member.filename == "xl/workbook.xml" for member in members):
        if unpacked > limits.WORKBOOK_BYTES:
            raise limits.too_large(unpacked, limits.WORKBOOK_BYTES)
        yield Workbook(name=part.name, place=part.place, size=unpacked)
        return
    for member in members:
        yield from _of_member(part, archive, member)


def _of_member(part: Part, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Part | Workbook | Unreadable]:
    name = f"{part.name}/{member.filename}"
    if member.filename.startswith("__MACOSX/") or member.filename.rpartition("/")[2].startswith("."):
        return  # what the Mac's Finder adds, and what is hidden: neither is read in a folder
    if member.filename == RETURNED_BECAUSE:
        return
    if not member.filename:
        yield Unreadable(name=name, reason="it is a file without a name in an archive: pack it again")
        return
    try:
        _check_ratio(member.file_size, member.compress_size)
        with archive.open(member) as stream:
            head = stream.read(HEAD_BYTES)
    except UnreadableFileError as error:
        yield Unreadable(name=name, reason=str(error))
    except _BROKEN as error:
        yield Unreadable(name=name, reason=_broken(error))
    else:
        place = replace(part.place, inside=(*part.place.inside, member.filename))
        yield from _parts(Part(name=name, place=place, size=member.file_size, head=head))


def _check_ratio(unpacked: int, packed: int) -> None:
    if unpacked > limits.UNSUSPICIOUS_BYTES and unpacked > limits.ARCHIVE_RATIO * packed:
        raise UnreadableFileError(
            f"it unpacks to more than {limits.ARCHIVE_RATIO} times its size, as no export does: unpack it yourself if "
            "you trust it"
        )


def _broken(error: Exception) -> str:
    if isinstance(error, RuntimeError) and "encrypted" in str(error):
        return "it is protected by a password: unpack it first"
    if isinstance(error, NotImplementedError):
        return "it is packed in a way that is not known: unpack it first"
    return f"it cannot be unpacked, because it is broken or not complete ({error})"


def _bounded(place: Place, most_bytes: int) -> bytes:
    """Unpacks no more than `most_bytes`."""
    try:
        with _opened(place) as stream:
            data = stream.read(most_bytes + 1)
    except _BROKEN as error:
        raise UnreadableFileError(_broken(error)) from error
    except OSError as error:
        raise UnreadableFileError(f"the file cannot be read ({error.strerror})") from error
    except KeyError as error:
        raise UnreadableFileError("it is not in the archive any more") from error
    if len(data) > most_bytes:
        raise limits.too_large(len(data), most_bytes)
    if place.inside[-1] == "":
        _check_ratio(len(data), _packed_size(place))
    return data


def _packed_size(place: Place) -> int:
    outside = replace(place, inside=place.inside[:-1])
    if not outside.inside:
        return os.stat(place.outer).st_size
    if outside.inside[-1] == "":
        return limits.FILE_BYTES  # a gz in a gz: the inner one was bounded as it was unpacked
    return _zip_at(replace(outside, inside=outside.inside[:-1])).getinfo(outside.inside[-1]).file_size


def _opened(place: Place) -> IO[bytes] | gzip.GzipFile:
    *before, last = place.inside
    archive = replace(place, inside=tuple(before))
    if last != "":
        return _zip_at(archive).open(last)
    if before:
        return gzip.open(io.BytesIO(_bounded(archive, limits.FILE_BYTES)))
    return gzip.open(place.outer)


def _zip_at(place: Place) -> zipfile.ZipFile:
    status = os.stat(place.outer)
    return _zip(place, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2)
def _zip(place: Place, changed_at: int, size: int) -> zipfile.ZipFile:
    """The archive, kept open while its members are read."""
    if place.inside:
        file: IO[bytes] = io.BytesIO(_bounded(place, limits.FILE_BYTES))
    else:
        file = open(place.outer, "rb")  # noqa: SIM115  # closed with the archive, which nothing else has
    _check_directory(file)
    return zipfile.ZipFile(file)


def _check_directory(file: IO[bytes]) -> None:
    """Raises UnreadableFileError where the list of members, which is read as a whole, is too long."""
    size = file.seek(0, io.SEEK_END)
    longest = _END_OF_ZIP.size + 0xFFFF + _ZIP64_LOCATOR_BYTES + _END_OF_ZIP64.size
    file.seek(max(0, size - longest))
    end = file.read()
    at = end.rfind(_EMPTY_ZIP)
    file.seek(0)
    if at < 0 or at + _END_OF_ZIP.size > len(end):
        return  # no zip file, which ZipFile says
    directory = _END_OF_ZIP.unpack_from(end, at)[5]
    at64 = at - _ZIP64_LOCATOR_BYTES - _END_OF_ZIP64.size
    if at64 >= 0 and end[at64 : at64 + 4] == b"PK\x06\x06":
        directory = max(directory, _END_OF_ZIP64.unpack_from(end, at64)[8])
    if directory > limits.ARCHIVE_DIRECTORY_BYTES:
        raise UnreadableFileError(f"it has more than {limits.ARCHIVE_MEMBERS:,} files: divide it")
