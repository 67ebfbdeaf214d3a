"""Which readers these are: a print of their code and of the libraries that parse for them.

Not a number kept by hand: one that somebody forgets to raise would let readings of an old reader pass for new ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

# What makes an observation of the bytes of an answer, and the words that it is kept in.
_FOLDERS = ("crawler.reading", "crawler.cms", "crawler.attachments")
_FILES = {
    "crawler": ("scope.py", "target_url.py", "wall_sign.py"),
    "checks": ("observation.py", "date_clue.py", "fetch.py", "file_facts.py", "page_parts.py", "personal_numbers.py"),
}
_LIBRARIES = (
    "lxml",
    "w3lib",
    "charset-normalizer",
    "rapidfuzz",
    "feedparser",
    "pypdfium2",
    "python-calamine",
    "python-docx",
    "olefile",
)


@cache
def reading_version() -> str:
    """The same for the same code; readings of another version are made again rather than taken over."""
    print_of = hashlib.sha256()
    for library in _LIBRARIES:
        print_of.update(f"{library} {_version(library)}\n".encode())
    for name, content in _sources():
        print_of.update(f"{name} {len(content)}\n".encode())
        print_of.update(content)
    return print_of.hexdigest()[:16]


def _sources() -> Iterator[tuple[str, bytes]]:
    for folder in _FOLDERS:
        for file in sorted(_code_of(files(folder)), key=lambda file: file.name):
            yield f"{folder}/{file.name}", file.read_bytes()
    for package, names in _FILES.items():
        for name in names:
            yield f"{package}/{name}", files(package).joinpath(name).read_bytes()


def _code_of(folder: Traversable) -> Iterator[Traversable]:
    return (file for file in folder.iterdir() if file.name.endswith(".py"))


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
