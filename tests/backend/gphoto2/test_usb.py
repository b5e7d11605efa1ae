from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from fsq_tui.backend.gphoto2 import usb
from fsq_tui.backend.gphoto2.usb import Process
from tests.backend.gphoto2.system import install_rules, make_node, plug_in, run_program

PORT = "usb:001,005"


@pytest.fixture(autouse=True)
def linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usb, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "platform", "linux")


def test_a_camera_that_acts_as_a_card_reader_is_told_from_others() -> None:
    plug_in("1-1", "04a9", "06", "Canon Digital Camera")
    plug_in("1-2", "04a9", "08", "EOS Kiss")
    plug_in("1-21", "0781", "08", "Stick")
    plug_in("1-3", "04a9", "07", "Printer")
    assert usb.card_readers() == ("EOS Kiss",)


@pytest.mark.parametrize(
    ("vendor", "interface_class", "may"),
    [
        ("04a9", "06", True),
        ("04a9", "ff", True),
        ("1234", "06", True),
        ("0781", "08", False),
        ("1d6b", "09", False),
    ],
)
def test_what_may_be_a_camera(vendor: str, interface_class: str, may: bool) -> None:
    plug_in("usb1", "1d6b", "09", "Hub")
    plug_in("1-2", vendor, interface_class)
    assert usb.may_have_camera() is may


def test_a_system_without_usb_has_none_and_one_that_does_not_tell_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert usb.may_have_camera()
    (tmp_path / "sys" / "bus").mkdir(parents=True)
    assert not usb.may_have_camera()
    monkeypatch.setenv("VCAMERADIR", str(tmp_path))
    assert usb.may_have_camera()


def test_who_holds_a_camera_is_named() -> None:
    node = make_node(PORT)
    run_program(7, "/usr/libexec/gvfsd-gphoto2 --spawner :1.2", Path("/dev/null"), node)
    run_program(8, "/usr/bin/darktable", make_node("usb:001,006"))
    run_program(os.getpid(), "fsq", node)
    assert usb.holders(PORT) == (Process("gvfsd-gphoto2", 7),)
    assert str(usb.holders(PORT)[0]) == "gvfsd-gphoto2 (process 7)"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_a_real_program_is_seen_to_hold_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = make_node(PORT)
    (tmp_path / "proc").symlink_to("/proc")
    with node.open("rb") as file:
        holding = subprocess.Popen(
            ["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[file.fileno()]
        )
    assert holding.stdin
    assert holding.stdout
    holding.stdin.write(b"there?\n")
    holding.stdin.flush()
    assert holding.stdout.readline() == b"there?\n"  # only then has it surely started
    try:
        assert usb.holders(PORT) == (Process("cat", holding.pid),)
    finally:
        holding.communicate()
    assert usb.holders(PORT) == ()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gvfsd-gphoto2", "gio mount -s gphoto2"),
        ("gvfs-gphoto2-volume-monitor", "systemctl --user stop"),
        ("kioworker", "windows of the desktop"),
        ("ptpcamerad", "killall ptpcamerad"),
        ("qemu-system-x86_64", "virtual machine"),
        ("darktable", "Quit that program."),
    ],
)
def test_every_program_is_made_to_let_go_in_its_own_way(name: str, words: str) -> None:
    assert words in Process(name, 7).remedy


def test_watchers_are_seen_on_linux_and_on_a_mac(monkeypatch: pytest.MonkeyPatch) -> None:
    run_program(3, "/usr/libexec/gvfs-gphoto2-volume-monitor")
    run_program(4, "/usr/bin/bash")
    assert usb.watchers() == (Process("gvfs-gphoto2-volume-monitor", 3),)
    told = "    1 /sbin/launchd\n  402 /usr/libexec/ptpcamerad\n\n"
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", lambda *_a, **_k: SimpleNamespace(stdout=told))
    assert usb.watchers() == (Process("ptpcamerad", 402),)


def test_permission_comes_from_rules_and_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not usb.is_forbidden(PORT), "there is no such file"
    node = make_node(PORT)
    assert not usb.is_forbidden(PORT)
    monkeypatch.setattr(os, "access", lambda path, _mode: path != node)  # root may do everything
    assert usb.is_forbidden(PORT)
    assert "Install the udev rules" in usb.permission_remedy(PORT)
    install_rules()
    monkeypatch.setattr(usb, "_group", lambda _file: "plugdev")
    assert "usermod -aG plugdev" in usb.permission_remedy(PORT)
    monkeypatch.setattr(usb, "_group", lambda _file: "root")
    assert "not over SSH" in usb.permission_remedy(PORT)
