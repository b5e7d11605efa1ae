"""What the system knows of a camera on USB: how it is set, who may use it, who holds it."""

from __future__ import annotations

import grp
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from fsq_tui.focus.sequence import printable

ROOT = Path("/")  # a test puts a system of its own here

OWN_CAMERA = "VCAMERADIR"  # a variable with which libgphoto2 sees a camera that is not there
STILL_IMAGE, MASS_STORAGE = "06", "08"  # classes of interfaces: the first one speaks PTP
MAKERS = frozenset({"04a9", "04b0", "054c", "04cb", "07b4", "33a2", "04da"})
"""USB vendors: Canon, Nikon, Sony, Fujifilm, Olympus, OM System, Panasonic."""

RULES = (
    "etc/udev/rules.d",
    "usr/lib/udev/rules.d",
    "lib/udev/rules.d",
    "usr/local/lib/udev/rules.d",
)
CLAIMERS = {
    "gvfsd-gphoto2": "Free it from the desktop: gio mount -s gphoto2",
    "gvfs-gphoto2-volume-monitor": "Run: systemctl --user stop gvfs-gphoto2-volume-monitor",
    "kio": "Close the windows of the desktop that show its pictures.",
    "ptpcamerad": "Close Photos and Image Capture, run killall ptpcamerad, then start fsq at once.",
    "PTPCamera": "Close Photos and Image Capture, run killall PTPCamera, then start fsq at once.",
    "qemu": "Take the camera away from the virtual machine.",
    "VBox": "Take the camera away from the virtual machine.",
    "vmware": "Take the camera away from the virtual machine.",
}
"""What to do about a program whose name begins so; any other is to be quit."""
WATCHERS = ("gvfs-gphoto2-volume-monitor", "ptpcamerad", "PTPCamera")
"""Programs that take a camera as soon as it is plugged in."""


class Process(NamedTuple):
    """A running program."""

    name: str
    pid: int

    def __str__(self) -> str:
        return f"{self.name} (process {self.pid})"

    @property
    def remedy(self) -> str:
        """How to make it let the camera go."""
        for name, remedy in CLAIMERS.items():
            if self.name.startswith(name):
                return remedy
        return "Quit that program."


def may_have_camera() -> bool:
    """Whether anything on the bus may be a camera: it spares a start without one the library.

    True as well where the system does not tell, and with a camera of the library's own making.
    """
    buses = ROOT / "sys/bus"
    if OWN_CAMERA in os.environ or not buses.exists():
        return True
    return any(
        _text(entry / "idVendor") in MAKERS or _text(entry / "bInterfaceClass") == STILL_IMAGE
        for entry in (buses / "usb/devices").glob("*")
    )


def card_readers() -> tuple[str, ...]:
    """The cameras that are set to hand out their card as a disk, as they call themselves."""
    entries = sorted((ROOT / "sys/bus/usb/devices").glob("*"))  # 1-2, its interface 1-2:1.0
    found = []
    for device in (entry for entry in entries if _text(entry / "idVendor") in MAKERS):
        classes = {
            _text(entry / "bInterfaceClass")
            for entry in entries
            if entry.name.startswith(f"{device.name}:")
        }
        if MASS_STORAGE in classes and STILL_IMAGE not in classes:
            found.append(printable(_text(device / "product")) or "A camera")
    return tuple(found)


def node(port: str) -> Path:
    """The file through which the camera at `usb:BUS,DEVICE` is used; on a Mac there is none."""
    bus, _, device = port.removeprefix("usb:").partition(",")
    return ROOT / "dev/bus/usb" / bus / device


def is_forbidden(port: str) -> bool:
    """Whether this account may not use the camera at a port."""
    file = node(port)
    return file.exists() and not os.access(file, os.R_OK | os.W_OK)


def permission_remedy(port: str) -> str:
    """What gives this account the camera at a port."""
    if not has_rules():
        return "Install the udev rules of libgphoto2 (Debian: libgphoto2-6), then plug it in again."
    group = _group(node(port))
    if group in ("", "root"):
        return "Plug it in again; if that does not help, log in at this machine, not over SSH."
    return (
        f"Run: sudo usermod -aG {group} $USER; then log out and in, and plug the camera in again."
    )


def has_rules() -> bool:
    """Whether udev has rules for cameras."""
    return any(any((ROOT / folder).glob("*libgphoto2*.rules")) for folder in RULES)


def holders(port: str) -> tuple[Process, ...]:
    """Who else has the camera at a port open, as far as this account may see."""
    wanted = str(node(port))
    return tuple(
        process
        for process in _processes()
        if process.pid != os.getpid() and wanted in _open_files(process.pid)
    )


def watchers() -> tuple[Process, ...]:
    """Who takes a camera as soon as it is plugged in."""
    return tuple(process for process in _processes() if process.name in WATCHERS)


def _processes() -> Iterator[Process]:
    if sys.platform == "darwin":
        yield from _told_by_ps()
        return
    for folder in (ROOT / "proc").glob("[0-9]*"):
        name = Path(_text(folder / "cmdline").partition("\0")[0]).name
        if name:
            yield Process(printable(name), int(folder.name))


def _told_by_ps() -> Iterator[Process]:
    import subprocess

    command = ["/bin/ps", "-axo", "pid=,comm="]
    with suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run(command, capture_output=True, text=True, timeout=5)  # noqa: S603
        for line in told.stdout.splitlines():
            pid, _, path = line.strip().partition(" ")
            if pid.isdecimal():
                yield Process(printable(Path(path.strip()).name), int(pid))


def _open_files(pid: int) -> frozenset[str]:
    """The paths a process has open; none where it is another account's, or has ended."""
    found: set[str] = set()
    with suppress(OSError):
        for link in (ROOT / "proc" / str(pid) / "fd").iterdir():
            with suppress(OSError):
                found.add(str(link.readlink()))
    return frozenset(found)


def _group(file: Path) -> str:
    try:
        return grp.getgrgid(file.stat().st_gid).gr_name
    except (OSError, KeyError):
        return ""


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode(errors="replace").strip()
    except OSError:
        return ""
