"""Sets a checkout up: virtual environment, locked dependencies, the project itself, a browser and fonts.

Run by the system's python3 with nothing else installed, so it may import the standard library only. It can be
run again at any time and then does just what is missing. Only a missing Python, venv or dependency ends it
with an error: without a browser or a font the rest still works, so those are said and left.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements-dev.txt"
STAMP = VENV / ".set-up"
OLDEST_PYTHON = (3, 11)

SYSTEM_BROWSERS = (
    "chromium",
    "chromium-headless-shell",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
# What Playwright calls the programs inside the folders it downloads, with and without a window.
PLAYWRIGHT_PROGRAMS = (
    "chrome-headless-shell",
    "headless_shell",
    "chrome",
    "Chromium",
    "Google Chrome for Testing",
)
# The headless shell is the smaller one and is enough; older Debians only have the whole browser.
APT_BROWSERS = ("chromium-headless-shell", "chromium")
APT_FONTS = ("fonts-noto-cjk", "fontconfig")
APT_ARCHIVES = ("libarchive-tools",)
# What the Node program inside Playwright's wheel links to; minimal systems without a compiler lack the first.
APT_DRIVER_LIBRARIES = ("libatomic1", "libstdc++6")

DOWNLOAD_SECONDS = 180  # about 110 MB; a closed network is refused long before
APT_SECONDS = 900


def main() -> int:
    if sys.version_info < OLDEST_PYTHON:
        return stop(f"python3 is {sys.version.split()[0]}; this project needs 3.11 or newer.")
    started = time.monotonic()
    apt = Apt()
    trouble = set_up_environment(apt)
    if trouble:
        return stop(trouble)
    set_up_fonts(apt)
    set_up_archive_reader(apt)
    set_up_browser(apt)
    if apt.wanted:
        say(f"not root, so these were left out; to add them: sudo apt-get install -y {' '.join(apt.wanted)}")
    say(f"ready after {time.monotonic() - started:.1f} s: .venv/bin/xunjian")
    return 0


def say(text: str) -> None:
    print(f"set-up: {text}", flush=True)


def stop(text: str) -> int:
    print(f"set-up: {text}", file=sys.stderr, flush=True)
    return 1


# Python environment


def set_up_environment(apt: Apt) -> str | None:
    """What went wrong, or None."""
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == digest_of_inputs() and runs(PYTHON):
        say("dependencies are up to date")
        return None
    steps = (create_venv, install_dependencies, install_project)
    for step in steps:
        trouble = step(apt)
        if trouble:
            return trouble
    STAMP.write_text(digest_of_inputs(), encoding="utf-8")
    return None


def digest_of_inputs() -> str:
    """Also of the place and the Python: a moved or upgraded environment is not the one that was set up."""
    digest = hashlib.sha256(f"{ROOT} {sys.version_info[:2]}".encode())
    for path in (LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def create_venv(apt: Apt) -> str | None:
    activate = VENV / "bin" / "activate"
    stands_where_it_was_made = activate.exists() and str(VENV) in activate.read_text(encoding="utf-8")
    if stands_where_it_was_made and runs(PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"):
        return None
    if not runs(sys.executable, "-c", "import ensurepip, venv"):
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        apt.announce("python3 has no venv module", [version])
        if not apt.install_first((version, "python3-venv")):
            return f"python3 cannot make virtual environments. Type: sudo apt-get install -y {version}"
    say("creating the virtual environment .venv")
    done = run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    return None if done.returncode == 0 else f"python3 -m venv failed:\n{tail(done)}"


def install_dependencies(_apt: Apt) -> str | None:
    uv = uv_program()
    if uv:
        say("installing the locked dependencies with uv")
        done = run(
            [uv, "pip", "install", "--compile-bytecode", "--python", str(PYTHON), "--require-hashes", "-r", str(LOCK)],
            env=mirror_for_uv(),
        )
        if done.returncode == 0:
            return None
        say(f"uv could not install them:\n{tail(done)}")
    say("installing the locked dependencies with pip (this takes about a minute)")
    done = run([str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(LOCK)])
    return None if done.returncode == 0 else f"the dependencies could not be installed:\n{tail(done)}"


def uv_program() -> str | None:
    inside = VENV / "bin" / "uv"
    if not inside.exists():
        say("installing uv, the fast installer")
        run([str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "uv>=0.5,<1"])
    return str(inside) if runs(inside) else None


def mirror_for_uv() -> dict[str, str]:
    """uv does not read pip's settings; whoever gave pip a mirror needs it here too."""
    if any(name in os.environ for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        return {}
    asked = run([str(PYTHON), "-m", "pip", "config", "get", "global.index-url"])
    address = os.environ.get("PIP_INDEX_URL") or (asked.stdout.strip() if asked.returncode == 0 else "")
    return {"UV_DEFAULT_INDEX": address} if address else {}


def install_project(_apt: Apt) -> str | None:
    say("installing the project itself (editable)")
    # setuptools comes with the locked dependencies, so that building needs no download of its own.
    done = run([str(PYTHON), "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    return None if done.returncode == 0 else f"the project could not be installed:\n{tail(done)}"


# Fonts, archives and browser


def set_up_fonts(apt: Apt) -> None:
    if has_chinese_font():
        return
    apt.announce("no Chinese font found", APT_FONTS)
    if not (apt.install(APT_FONTS) and has_chinese_font()):
        say("no Chinese font: pages are audited all the same, but screenshots show boxes for characters")


def has_chinese_font() -> bool:
    if shutil.which("fc-list"):
        return bool(run(["fc-list", ":lang=zh"]).stdout.strip())
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
    return sys.platform == "darwin" or any(any(folder.rglob("*CJK*")) for folder in folders)


def set_up_archive_reader(apt: Apt) -> None:
    if shutil.which("bsdtar"):
        return
    apt.announce("no bsdtar found, which lists 7z attachments", APT_ARCHIVES)
    if not (apt.install(APT_ARCHIVES) and shutil.which("bsdtar")):
        say("no bsdtar: attachments packed as 7z will be not-observed")


def set_up_browser(apt: Apt) -> None:
    set_up_driver(apt)
    asked_for = os.environ.get("XUNJIAN_BROWSER")
    if asked_for and not runs(asked_for):
        say(f"XUNJIAN_BROWSER names {asked_for}, which does not run: looking for another browser")
    found = find_browser()
    if not found:
        found = install_browser(apt)
    if found:
        say(f"browser: {found}")
        return
    say(
        "no browser: the checks that need one will be not-observed. Install chromium or google-chrome, "
        "or set XUNJIAN_BROWSER to one."
    )


def set_up_driver(apt: Apt) -> None:
    """Playwright steers a browser through a Node program of its own, which must start as well."""
    programs = list(VENV.glob("lib/python*/site-packages/playwright/driver/node"))
    if "PLAYWRIGHT_NODEJS_PATH" in os.environ or all(runs(program) for program in programs):
        return
    apt.announce("Playwright's driver lacks a system library", APT_DRIVER_LIBRARIES)
    if not (apt.install(APT_DRIVER_LIBRARIES) and all(runs(program) for program in programs)):
        say(f"Playwright's driver does not start: no browser can be used.\n{tail(run([str(programs[0])]))}")


def find_browser() -> str | None:
    """A Chromium that runs: the one asked for, then Playwright's own, then one on PATH."""
    asked_for = os.environ.get("XUNJIAN_BROWSER")
    on_path = (shutil.which(name) for name in SYSTEM_BROWSERS)
    candidates = (asked_for, *playwright_browsers(), *on_path)
    return next((path for path in candidates if path and runs(path)), None)


def playwright_browsers() -> list[str]:
    """Newest first. Looked up on disk: asking Playwright itself starts a Node process each time."""
    place = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = (
        Path(place) if place and place != "0" else None,
        Path.home() / ".cache" / "ms-playwright",
        Path.home() / "Library" / "Caches" / "ms-playwright",
    )
    builds = [build for folder in folders if folder for build in folder.glob("chromium*-*")]
    builds.sort(key=lambda build: int(number) if (number := build.name.rpartition("-")[2]).isdigit() else 0)
    return [
        str(program)
        for build in reversed(builds)
        for name in PLAYWRIGHT_PROGRAMS
        for program in sorted(build.rglob(name))
        if program.is_file()
    ]


def install_browser(apt: Apt) -> str | None:
    """By apt where that can be: a package brings its libraries with it, a download does not."""
    if apt.usable and not is_ubuntu():
        apt.announce("no browser found", APT_BROWSERS[:1])
        if apt.install_first(APT_BROWSERS) and (packaged := find_browser()):
            return packaged
    say("no browser found: trying Playwright's download (one try)")
    downloaded = run(
        [str(PYTHON), "-m", "playwright", "install", "--only-shell", "chromium"],
        env={"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"},
        seconds=DOWNLOAD_SECONDS,
    )
    libraries = [str(PYTHON), "-m", "playwright", "install-deps", "chromium"]
    if downloaded.returncode != 0:
        say("Playwright's download is not to be had here")
    elif not find_browser() and apt.usable:
        say("the browser lacks system libraries: installing them by apt")
        run(libraries, seconds=APT_SECONDS)
    elif not find_browser():
        say(f"the browser lacks system libraries; to add them: sudo {' '.join(libraries)}")
    found = find_browser()
    if not found and not apt.usable and not is_ubuntu():
        apt.install_first(APT_BROWSERS)  # notes what to type
    return found


def is_ubuntu() -> bool:
    """Its packages named chromium are stubs for snap, which does not work inside containers."""
    about = Path("/etc/os-release")
    return about.exists() and "ID=ubuntu" in about.read_text(encoding="utf-8").split()


# System packages


class Apt:
    """Installs system packages as root; otherwise collects what a person should install."""

    def __init__(self) -> None:
        has_apt = shutil.which("apt-get") is not None
        self.usable = has_apt and os.geteuid() == 0
        self.wanted: list[str] = []
        self._can_ask = has_apt
        self._updated = False

    def announce(self, lack: str, packages: Iterable[str]) -> None:
        say(f"{lack}: installing {' '.join(packages)} by apt" if self.usable else lack)

    def install_first(self, alternatives: Sequence[str]) -> bool:
        """The first of these packages that can be installed."""
        if not self.usable:
            return self.install(alternatives[:1])
        self._update()
        return any(self._has(name) and self.install([name]) for name in alternatives)

    def install(self, packages: Iterable[str]) -> bool:
        names = list(packages)
        if not self.usable:
            if self._can_ask:
                self.wanted += [name for name in names if name not in self.wanted]
            return False
        self._update()
        done = self._run("install", "-y", "-q", "--no-install-recommends", *names)
        if done.returncode != 0:
            say(f"apt-get could not install {' '.join(names)}:\n{tail(done)}")
        return done.returncode == 0

    def _update(self) -> None:
        """Once per run: a fresh machine has no package lists at all."""
        if self._updated:
            return
        self._updated = True
        if self._run("update", "-q").returncode != 0:
            say("apt-get update failed; going on with the package lists there are")

    def _has(self, name: str) -> bool:
        candidate = run(["apt-cache", "policy", name], env={"LC_ALL": "C"}).stdout.partition("Candidate:")[2]
        return bool(candidate) and "(none)" not in candidate.splitlines()[0]

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        # Another apt may hold the lock on a machine that has just started.
        options = ("-oDPkg::Lock::Timeout=120", "-oAcquire::Retries=2", "-oAcquire::http::Timeout=30")
        return run(["apt-get", *options, *words], env={"DEBIAN_FRONTEND": "noninteractive"}, seconds=APT_SECONDS)


# Processes


def runs(program: str | Path, *arguments: str) -> bool:
    """Whether a program starts at all: one that is there but lacks a library is of no use."""
    return run([str(program), *(arguments or ("--version",))], seconds=30).returncode == 0


def run(
    command: list[str], env: Mapping[str, str] | None = None, seconds: float = 1800
) -> subprocess.CompletedProcess[str]:
    """Never raises: a command that is missing or too slow has failed, and its output says why."""
    try:
        return subprocess.run(
            command,
            env={**os.environ, **(env or {})},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 124, f"no answer within {seconds:.0f} s")
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, str(error))


def tail(done: subprocess.CompletedProcess[str]) -> str:
    return "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()[-8:])


if __name__ == "__main__":
    sys.exit(main())
