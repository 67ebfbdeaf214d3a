"""Finds the browser program: the one asked for, then Playwright's own, then one of the system."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

log = logging.getLogger(__name__)

ASKED_FOR = "XUNJIAN_BROWSER"
_ON_PATH = (
    "chromium",
    "chromium-headless-shell",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
# What Playwright calls the programs inside the folders it downloads, without and with a window.
_PLAYWRIGHT_PROGRAMS = ("chrome-headless-shell", "headless_shell", "chrome", "Chromium", "Google Chrome for Testing")
_NO_BROWSER = {"none", "no", "off", "0"}


def find_browser() -> Path | None:
    """A program that can be executed, None where there is none or XUNJIAN_BROWSER says `none`."""
    asked_for = os.environ.get(ASKED_FOR, "").strip()
    if asked_for.lower() in _NO_BROWSER and asked_for:
        return None
    if asked_for:
        found = _program(shutil.which(asked_for))
        if found is not None:
            return found
        log.warning("%s=%s is not a program that can be run; looking further", ASKED_FOR, asked_for)
    for candidate in (*_playwrights_own(), *(shutil.which(name) for name in _ON_PATH)):
        found = _program(candidate)
        if found is not None:
            return found
    return None


def _program(path: str | Path | None) -> Path | None:
    return Path(path) if path and Path(path).is_file() and os.access(path, os.X_OK) else None


def _playwrights_own() -> list[Path]:
    """Newest first. Looked up on disk: asking Playwright itself starts a Node process each time."""
    asked_for = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    folders = [Path(asked_for)] if asked_for not in ("", "0") else []
    folders += [Path.home() / ".cache" / "ms-playwright", Path.home() / "Library" / "Caches" / "ms-playwright"]
    builds = sorted(
        (build for folder in folders for build in folder.glob("chromium*-*")), key=_build_number, reverse=True
    )
    return [program for build in builds for name in _PLAYWRIGHT_PROGRAMS for program in sorted(build.rglob(name))]


def _build_number(build: Path) -> int:
    number = build.name.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0
