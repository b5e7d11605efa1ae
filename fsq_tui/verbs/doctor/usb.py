"""Checks of the bus: which cameras are there, whether this account may use one, who holds it."""

from __future__ import annotations

from collections.abc import Iterator

from fsq_tui.backend.gphoto2 import usb
from fsq_tui.backend.gphoto2.address import is_usb
from fsq_tui.backend.gphoto2.faults import claimed, forbidden
from fsq_tui.backend.gphoto2.vendors import refusal
from fsq_tui.errors import CamerasFound, LensFault
from fsq_tui.verbs.doctor.finding import Asked, Finding, Level


def cameras(asked: Asked) -> Iterator[Finding]:
    """Each camera on USB; which one is to be examined must be clear."""
    for model, port in asked.found:
        refused = refusal(model)
        if refused is None:
            yield Finding("cameras", Level.OK, f"{model} at {port}")
        else:
            level = Level.FAULT if port == asked.port else Level.WARNING
            yield Finding("cameras", level, refused.message, refused.remedy)
    for name in usb.card_readers():
        text = f"{name} is connected as a card reader, so that its lens cannot be driven."
        yield Finding("cameras", Level.WARNING, text, "Set its USB mode to PC remote, or PTP.")
    if asked.camera is not None:
        return
    if not asked.found:
        raise LensFault(
            "No camera is connected over USB: fsq would drive its simulated lens.",
            "Switch it on and plug it in, or name one on the network: --camera ptpip:IP",
        )
    if len(asked.found) > 1:
        raise CamerasFound(asked.found)


def access(asked: Asked) -> Iterator[Finding]:
    """Whether the camera is free for this account."""
    if not is_usb(asked.port):
        return
    if usb.is_forbidden(asked.port):
        raise forbidden(asked.port)
    holders = usb.holders(asked.port)
    if holders:  # perhaps without using it: that shows as it is opened
        fault = claimed(asked.port, holders)
        yield Finding("usb", Level.WARNING, fault.message, fault.remedy)
    elif usb.node(asked.port).exists():
        yield Finding("usb", Level.OK, f"this account may use {asked.port}, and nothing holds it")
    for watcher in usb.watchers():
        text = f"{watcher} takes a camera as soon as it is plugged in."
        yield Finding("usb", Level.WARNING, text, watcher.remedy)
