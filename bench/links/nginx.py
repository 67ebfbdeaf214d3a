"""nginx on loopback over a folder: its own configuration, port, process and temporary files."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CONFIGURATION = """
worker_processes 1;
daemon off;
pid {work}/nginx.pid;
error_log {work}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  types {{ text/html html; text/css css; application/javascript js; image/png png; image/jpeg jpg;
    application/pdf pdf; }}
  default_type application/octet-stream;
  access_log off; sendfile on; keepalive_requests 1000000; keepalive_timeout 60;
  open_file_cache max=8000 inactive=600s;
  client_body_temp_path {work}/1; proxy_temp_path {work}/2; fastcgi_temp_path {work}/3;
  uwsgi_temp_path {work}/4; scgi_temp_path {work}/5;
  server {{ listen 127.0.0.1:{port}; root {root}; charset off; }}
}}
"""


class NoServer(RuntimeError):
    """The text says what to install."""


@contextmanager
def served(root: Path, work: Path) -> Iterator[str]:
    """Gives the address of the home page. Raises NoServer."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise NoServer("nginx is missing; install it by hand (Debian: apt-get install nginx-light)")
    work.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    configuration = work / "nginx.conf"
    configuration.write_text(_CONFIGURATION.format(work=work, root=root, port=port), encoding="utf-8")
    # `user` may not be set without root, and with root the workers would not be allowed into a temporary folder.
    options = ["-g", "user root;"] if _is_root() else []
    server = subprocess.Popen(
        [program, "-p", str(work), "-e", str(work / "error.log"), "-c", str(configuration), *options]
    )
    home = f"http://127.0.0.1:{port}/"
    try:
        _wait_until_up(home, server, work / "error.log")
        yield home
    finally:
        server.terminate()
        server.wait(10)


def version() -> str:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        return "missing"
    told = subprocess.run([program, "-v"], capture_output=True, text=True, check=False).stderr
    return told.strip().rpartition("/")[2]


def requests_per_second(url: str) -> str:
    """What the server gives by itself, by wrk or ab; a sentence where neither is there."""
    if program := shutil.which("wrk"):
        told = subprocess.run([program, "-t1", "-c16", "-d3", url], capture_output=True, text=True, check=False).stdout
        return next(
            (line.split(":")[1].strip() + " (wrk)" for line in told.splitlines() if "Requests/sec" in line), "?"
        )
    if program := shutil.which("ab"):
        told = subprocess.run(
            [program, "-k", "-c16", "-n40000", url], capture_output=True, text=True, check=False
        ).stdout
        return next((line.split()[3] + " (ab)" for line in told.splitlines() if "Requests per second" in line), "?")
    return "not measured: neither wrk nor ab is there (Debian: apt-get install wrk)"


def _wait_until_up(home: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(100):
        if server.poll() is not None:
            raise NoServer(f"nginx did not start: {log.read_text(encoding='utf-8', errors='replace')[-500:]}")
        try:
            with urllib.request.urlopen(home, timeout=2) as answer:  # noqa: S310 -- our own loopback address
                answer.read()
                return
        except OSError:
            time.sleep(0.1)
    raise NoServer("nginx does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_root() -> bool:
    return os.geteuid() == 0
