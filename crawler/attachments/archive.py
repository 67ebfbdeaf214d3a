"""Archives: what they hold by name, never unpacked; and the bounded way to one part of a zip package.

A zip says how large its parts will be, and can lie: parts are read only up to a bound, whatever it says.
"""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Sequence

import rarfile

from checks.observation import FileKind, FileState
from crawler.attachments.file_report import LONGEST_NAME, MOST_NAMES, FileReport, Unopened, first_lines
from crawler.attachments.system_listing import listed_by_program

# The largest main part of real documents (annual reports with tables) has some 10 MB of markup.
LARGEST_PART = 40_000_000
# Deflate reaches 1,032 : 1; markup of office documents stays below 60 : 1.
BOMB_RATIO = 200
BOMB_BYTES = 200_000_000
MOST_ENTRIES = 20_000
# Names without Unicode are in the charset of the system that packed them; UTF-16 would take any bytes for Chinese.
rarfile.TRY_ENCODINGS = ("utf8",)
_END_OF_ZIP = b"PK\x05\x06"


def opened_zip(body: bytes) -> zipfile.ZipFile:
    """Names without the UTF-8 mark are GBK in this field. Raises Unopened for a broken directory."""
    try:
        archive = _named(body)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise _why_not(error, body) from error
    return archive


def _why_not(error: Exception, body: bytes) -> Unopened:
    """The directory stands at the end, so a file without its mark was cut. With a mark that Python does not take
    (parts on several disks, much behind the end) other programs may still know what to do."""
    if _END_OF_ZIP not in body:
        return Unopened(FileState.TRUNCATED, "zip")
    is_ours = "not a zip file" in str(error) or "disk" in str(error) or isinstance(error, NotImplementedError)
    return Unopened(FileState.READER_FAILED if is_ours else FileState.DAMAGED, "zip")


def _named(body: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(body), metadata_encoding="gb18030")
    except UnicodeDecodeError:
        return zipfile.ZipFile(io.BytesIO(body))


def part_of(archive: zipfile.ZipFile, name: str) -> io.BytesIO | None:
    """One part of a package, whatever the case of its name; None where there is none.

    Raises Unopened: a part behind a password, larger than we take, or whose data are broken.
    """
    wanted = name.lower().lstrip("/")
    entry = next((one for one in archive.infolist() if one.filename.lower().lstrip("/") == wanted), None)
    if entry is None:
        return None
    if entry.flag_bits & 1:
        raise Unopened(FileState.ENCRYPTED, "zip")
    try:
        with archive.open(entry) as stream:
            content = stream.read(LARGEST_PART + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        # Names that differ between entry and directory: Python refuses them, office programs do not look.
        is_ours = "differ" in str(error) or "verlap" in str(error)
        raise Unopened(FileState.READER_FAILED if is_ours else FileState.DAMAGED, "zip-part") from error
    except (NotImplementedError, RuntimeError) as error:
        raise Unopened(FileState.NO_READER, "zip-method") from error
    if len(content) > LARGEST_PART:
        is_bomb = max(len(content), entry.file_size) > BOMB_RATIO * max(1, entry.compress_size)
        raise Unopened(FileState.HOSTILE, "zip-bomb") if is_bomb else Unopened(FileState.TOO_LARGE, "zip-part")
    return io.BytesIO(content)


def read_zip(body: bytes) -> FileReport:
    with opened_zip(body) as archive:
        entries = archive.infolist()
    files = [one for one in entries if not one.is_dir()]
    packed, unpacked = sum(one.compress_size for one in files), sum(one.file_size for one in files)
    overlap = len(files) > 1 and packed > 2 * len(body)
    if overlap or (unpacked > BOMB_BYTES and unpacked > BOMB_RATIO * max(1, len(body))):
        raise Unopened(FileState.HOSTILE, "zip-bomb")
    if files and all(one.flag_bits & 1 for one in files):
        return _listing(FileKind.ZIP, (one.filename for one in entries), len(files), FileState.ENCRYPTED)
    return _listing(FileKind.ZIP, (one.filename for one in entries), len(files))


def read_rar(body: bytes) -> FileReport:
    try:
        with rarfile.RarFile(io.BytesIO(body), charset="gb18030") as archive:
            entries = archive.infolist()
            files = [one for one in entries if not one.is_dir()]
            locked = archive.needs_password() and (not files or all(one.needs_password() for one in files))
            is_whole = all(one.data_offset + one.add_size <= len(body) for one in files)
    except rarfile.NeedFirstVolume:
        return FileReport(kind=FileKind.RAR, state=FileState.READABLE, detail="volume")
    except (rarfile.PasswordRequired, rarfile.NoCrypto):
        return FileReport(kind=FileKind.RAR, state=FileState.ENCRYPTED)
    except rarfile.Error as error:
        raise Unopened(FileState.DAMAGED, "rar") from error
    if not files and not locked:
        raise Unopened(FileState.DAMAGED, "rar")
    if not is_whole:
        raise Unopened(FileState.TRUNCATED, "rar")
    state = FileState.ENCRYPTED if locked else FileState.READABLE
    return _listing(FileKind.RAR, (one.filename or "" for one in entries), len(files), state)


def read_seven_zip(body: bytes) -> FileReport:
    """The header says where the index lies and how long it is, so a file that was cut is known for sure."""
    offset, length = int.from_bytes(body[12:20], "little"), int.from_bytes(body[20:28], "little")
    if len(body) < 32 or 32 + offset + length > len(body):
        raise Unopened(FileState.TRUNCATED, "7z")
    names = listed_by_program(body)
    return _listing(FileKind.SEVEN_ZIP, names, sum(1 for name in names if not name.endswith("/")))


def read_tar(body: bytes) -> FileReport:
    names: list[str] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(body), mode="r:", encoding="gb18030", errors="replace") as archive:
            for entry in archive:
                names.append(entry.name)
                if len(names) >= MOST_ENTRIES:
                    break
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Unopened(FileState.DAMAGED, "tar") from error
    return _listing(FileKind.TAR, names, len(names))


def read_gzip(body: bytes) -> FileReport:
    """Only its beginning is unpacked, to tell a broken stream."""
    try:
        zlib.decompressobj(31).decompress(body, 65_536)
    except zlib.error as error:
        raise Unopened(FileState.DAMAGED, "gzip") from error
    return FileReport(kind=FileKind.GZIP, state=FileState.READABLE)


def _listing(kind: FileKind, names: Iterable[str], files: int, state: FileState = FileState.READABLE) -> FileReport:
    listed = [name for name in names if name][:MOST_ENTRIES]
    return FileReport(
        kind=kind,
        state=state,
        parts=files,
        names=_short(listed),
        unsafe_names=_short([name for name in listed if leaves_its_folder(name)]),
    )


def leaves_its_folder(name: str) -> bool:
    """Whether unpacking this entry blindly would write somewhere else."""
    path = name.replace("\\", "/")
    return path.startswith("/") or re.match(r"[A-Za-z]:/", path) is not None or ".." in path.split("/")


def _short(names: Sequence[str]) -> tuple[str, ...]:
    shown = (first_lines([name]).replace("\n", " ")[:LONGEST_NAME] for name in names[:MOST_NAMES])
    return tuple(name for name in shown if name)
