"""A system of a test's own: the files by which Linux tells of USB, of programs and of udev."""

from __future__ import annotations

from pathlib import Path

from fsq_tui.backend.gphoto2 import usb


def plug_in(name: str, vendor: str, interface_class: str, product: str = "Camera") -> None:
    """A device with one interface, as Linux lists it."""
    devices = usb.ROOT / "sys/bus/usb/devices"
    device, interface = devices / name, devices / f"{name}:1.0"
    device.mkdir(parents=True)
    interface.mkdir()
    (device / "idVendor").write_text(f"{vendor}\n")
    (device / "product").write_text(f"{product}\n")
    (interface / "bInterfaceClass").write_text(f"{interface_class}\n")


def make_node(port: str) -> Path:
    """The file through which the camera at a port is used."""
    node = usb.node(port)
    node.parent.mkdir(parents=True, exist_ok=True)
    node.touch()
    return node


def run_program(pid: int, command: str, *opened: Path) -> None:
    """A program with these files open."""
    folder = usb.ROOT / "proc" / str(pid)
    (folder / "fd").mkdir(parents=True)
    (folder / "cmdline").write_bytes(command.replace(" ", "\0").encode() + b"\0")
    for number, path in enumerate(opened):
        (folder / "fd" / str(number)).symlink_to(path)


def install_rules(name: str = "60-libgphoto2-6.rules") -> None:
    """The udev rules of libgphoto2."""
    folder: Path = usb.ROOT / "usr/lib/udev/rules.d"
    folder.mkdir(parents=True)
    (folder / name).touch()
