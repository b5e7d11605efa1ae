"""The same story over a real sshd on the loopback, and a connection that is lost."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from fsq_tui.storage.scene import read_scene
from tests.terminal.scenes import point_at, write_scene
from tests.terminal.screen import Terminal, environment, fsq_command
from tests.terminal.shows import end_all
from tests.terminal.test_keys import FAST, SLOW_PULL_S, edit, pull

PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
SSHD, SSH, KEYGEN = (shutil.which(name, path=PATH) for name in ("sshd", "ssh", "ssh-keygen"))
# A service makes this folder when it starts; an sshd that root starts by hand looks for it too.
ROOT_FOLDER = Path("/run/sshd")

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(
        None in (SSHD, SSH, KEYGEN),
        reason="no sshd, ssh or ssh-keygen here: apt install openssh-server openssh-client",
    ),
]

Connect = Callable[..., Terminal]
"""connect(*arguments) -> Terminal: `fsq` on the far side."""


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Connect]:
    """Logs in to an sshd of the test's own and starts `fsq` there; its end is in `tmp_path/status`.

    The status is written to a pipe: who reads it waits until `fsq` has ended.
    """
    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    for key in ("host", "user"):
        _run(KEYGEN, "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key))
    server, port = _start_sshd(folder)
    os.mkfifo(tmp_path / "status")
    opened: list[Terminal] = []

    def log_in(*arguments: str | Path) -> Terminal:
        script = _remote_script(tmp_path, arguments)
        variables = environment(tmp_path / "client")
        opened.append(Terminal(_ssh(folder, port, script), variables))
        return opened[-1]

    yield log_in
    for terminal in opened:
        terminal.close()
    server.terminate()
    server.communicate()
    end_all(tmp_path / "home")
    os.close(os.open(tmp_path / "status", os.O_RDONLY | os.O_NONBLOCK))  # who has not been heard


def _ssh(folder: Path, port: int, script: Path) -> list[str]:
    options = {
        "IdentityFile": folder / "user",
        "IdentitiesOnly": "yes",
        "UserKnownHostsFile": folder / "known_hosts",
        "StrictHostKeyChecking": "accept-new",
        "LogLevel": "ERROR",
    }
    given = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    who = f"{pwd.getpwuid(os.getuid()).pw_name}@127.0.0.1"
    return [str(SSH), "-F", "none", *given, "-t", "-p", str(port), who, f"sh {script}"]


def _remote_script(tmp_path: Path, arguments: tuple[str | Path, ...]) -> Path:
    """What is run on the far side: its shell outlives the line and passes the status on."""
    variables = environment(tmp_path / "home")
    for name in ("TERM", "PATH"):  # those are the line's and the far side's
        del variables[name]
    words = ["env", *(f"{name}={value}" for name, value in variables.items())]
    command = shlex.join([*words, *fsq_command(), *map(str, arguments)])
    status = shlex.quote(str(tmp_path / "status"))
    script = tmp_path / "remote.sh"
    script.write_text(
        f"trap : HUP\n{command}\nstatus=$?\n"
        'echo "ended with $status, SSH_CONNECTION ${SSH_CONNECTION:+set}"\n'
        f"trap '' HUP\necho $status > {status} &\nexit $status\n"
    )
    return script


def _start_sshd(folder: Path) -> tuple[subprocess.Popen[str], int]:
    """A server on a free port. The port may be taken before it is used: then another one."""
    if os.geteuid() == 0:
        ROOT_FOLDER.mkdir(mode=0o755, exist_ok=True)
    (folder / "authorized_keys").write_bytes((folder / "user.pub").read_bytes())
    for _ in range(5):
        port = _free_port()
        (folder / "config").write_text(
            f"ListenAddress 127.0.0.1:{port}\n"
            f"HostKey {folder / 'host'}\n"
            f"AuthorizedKeysFile {folder / 'authorized_keys'}\n"
            "AuthenticationMethods publickey\n"
            "PermitRootLogin prohibit-password\n"
            "StrictModes no\n"
            "UsePAM no\n"
            "PidFile none\n"
            "PrintMotd no\n"
            "PrintLastLog no\n"
        )
        server = subprocess.Popen(
            [str(SSHD), "-D", "-e", "-f", str(folder / "config")], stderr=subprocess.PIPE, text=True
        )
        assert server.stderr is not None
        if _is_listening(server.stderr):
            return server, port
        server.communicate()
    raise AssertionError("sshd does not start")


def _is_listening(log: IO[str]) -> bool:
    return any("Server listening" in line for line in log)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _run(*command: str | None) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def test_the_story_over_ssh(connect: Connect, tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "take.toml", point_at(40))
    fsq = connect("--time-scale", "5", scene)
    fsq.wait_for_line("[    ]")
    fsq.send("i")
    fsq.wait_for_overlay(r"\[.{4}\] checking lens limits\.\.\.")
    fsq.wait_for_line("[edit]   1 / 1 |   2.260m  |")
    fsq.send("f")
    fsq.wait_for_line("[edit]   1 / 1 | {16.470m} |")
    fsq.send("enter")
    fsq.wait_for_line("[edit]   1 / 1 | >16.470m< |")
    fsq.send("f")
    fsq.wait_for_line("[edit]   1 / 1 | {   54cm} |")
    fsq.send("q")
    fsq.wait_for_line("[edit] > 2</ 2 |     54cm  |  1.546s")
    fsq.send("up")
    fsq.wait_for_line("[edit]   2 / 2 |     54cm  | >1.600s<")
    fsq.send("left")
    fsq.wait_for_line("[edit]   1 / 2 |  16.470m  |")
    fsq.send("i", "enter")
    fsq.wait_for_line("[play]   2 / 2 |     54cm  |  1.600s")
    fsq.send("enter")
    fsq.wait_for(r"! Point 2 is the last one\. Q returns to point 1\.")
    assert fsq.quit() == 0
    assert b"ended with 0, SSH_CONNECTION set" in fsq.raw
    assert b"\x1b[?1003h" not in fsq.raw, "the mouse costs bytes on the line"
    assert [point.distance_cm for point in read_scene(scene).points] == [1647, 54]


def test_a_connection_lost_in_a_transition(connect: Connect, tmp_path: Path) -> None:
    points = (point_at(15), point_at(151, SLOW_PULL_S))
    scene = write_scene(tmp_path / "take.toml", *points)
    fsq = connect(*FAST, scene)
    edit(fsq)
    pull(fsq)
    fsq.kill(signal.SIGKILL)
    assert (tmp_path / "status").read_text() == "129\n"

    again = connect(scene)  # without the file's name as well: see test_process.py
    again.wait_for_line("[play]   2 / 2 |     54cm  | 99.000s")
    again.wait_for(
        r"point 2: .* took 99\.0[0-9]+s, off by [-+][0-9]+,\s+corrected to \+0, measured"
    )
    assert again.quit() == 0
    assert read_scene(scene).points == points
    assert not list(tmp_path.glob("*.lock"))
