"""The child that opens files: what it may take, that it sees no network, and that it does not outlive its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.attachments.reading_pool import ReadingPool
from tests.crawler.attachments import made_files as made

ROOT = Path(__file__).resolve().parents[3]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")


def children_of(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(number) for number in listed.split()]


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def in_confinement(code: str) -> str:
    program = f"import os\nfrom crawler.attachments.reading_child import confine\nconfine(os.getppid())\n{code}"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    return (done.stdout + done.stderr).strip()


@LINUX
def test_limits_hold() -> None:
    assert in_confinement("try: bytearray(2_000_000_000)\nexcept MemoryError: print('refused')") == "refused"
    written = (
        "file = os.fdopen(os.memfd_create('x'), 'wb')\n"
        "try: file.write(b'x' * 80_000_000)\n"
        "except OSError: print('refused')"
    )
    assert in_confinement(written).startswith("refused")


@LINUX
def test_no_network_is_there_where_the_kernel_lets_us_say_so() -> None:
    said = in_confinement(
        "import socket\n"
        "names = [name for _, name in socket.if_nameindex()]\n"
        "server = socket.socket()\n"
        "try:\n"
        "    socket.create_connection(('127.0.0.1', 9), 1)\n"
        "except OSError as error:\n"
        "    print(names, error.errno)"
    )
    if "'lo'" in said and "101" not in said:
        pytest.skip(f"this kernel gives no namespace of its own: {said}")
    assert said == "['lo'] 101"  # its own loopback, which is down: unreachable, not refused


@LINUX
def test_a_child_dies_with_its_parent() -> None:
    program = (
        "import asyncio, sys\n"
        "from crawler.attachments.reading_pool import ReadingPool\n"
        "async def main():\n"
        "    async with ReadingPool(children=1) as pool:\n"
        "        await pool.read(b'text', 'txt')\n"
        "        print('up', flush=True)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        (child,) = children_of(parent.pid)
        os.kill(parent.pid, signal.SIGKILL)
    finally:
        parent.kill()
        parent.wait(10)
        if parent.stdout is not None:
            parent.stdout.close()
    until = time.monotonic() + 10
    while is_alive(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(child)


@LINUX
async def test_children_are_reused_and_gone_at_the_end() -> None:
    own = os.getpid()
    before = set(children_of(own))
    async with ReadingPool(children=1) as pool:
        for number in range(4):
            assert (await pool.read(made.docx(f"第{number}个文件"), "docx")).text == f"第{number}个文件"
        assert len(set(children_of(own)) - before) == 1
    assert not set(children_of(own)) - before
