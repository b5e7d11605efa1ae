"""`python -m tests.virtual_camera`."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys

import pytest

from tests.virtual_camera import Maker
from tests.virtual_camera.nursery import ROOT

COMMAND = [sys.executable, "-m", "tests.virtual_camera"]


@pytest.mark.parametrize("body", list(Maker))
def test_it_tells_where_it_is_and_ends_on_ctrl_c(body: str) -> None:
    command = [*COMMAND, "--body", body, "--port", "0", "--dark"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        process.send_signal(signal.SIGINT)
        rest = process.communicate()[0]
    assert body in lines[0]
    assert re.search(r"ptpip:127\.0\.0\.1:(\d+):\1$", lines[1])
    assert (process.returncode, rest) == (0, "")


def test_an_unknown_lens_is_told_in_a_sentence() -> None:
    command = [*COMMAND, "--lens-model", "ef25"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "There is no lens model named 'ef25'." in done.stderr


def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        command = [*COMMAND, "--port", port]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"Port {port}: Address already in use. Name another with --port.\n"
