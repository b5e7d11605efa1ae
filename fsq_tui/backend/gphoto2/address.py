"""Where a camera is: `usb:BUS,DEVICE`, or `ptpip:IP` with the ports of commands and events."""

from __future__ import annotations

import ipaddress
import re

from fsq_tui.errors import UsageFault

PTPIP_PORT = 15740
_USB = re.compile(r"usb:\d{3},\d{3}")
_PTPIP = re.compile(r"ptpip:([0-9.]+)(?::(\d+)(?::(\d+))?)?")


def checked(address: str) -> str:
    """The address as libgphoto2 wants it, with both ports. Raises UsageFault.

    One port alone is that of the events as well; libgphoto2 would look for them at 15740.
    """
    if is_usb(address):
        return address
    if not (match := _PTPIP.fullmatch(address)):
        raise _refused(address)
    host, command, event = match.groups()
    command_port = int(command or PTPIP_PORT)
    event_port = int(event or command_port)
    if not (_is_ipv4(host) and 0 < command_port < 65536 and 0 < event_port < 65536):
        raise _refused(address)
    return f"ptpip:{host}:{command_port}:{event_port}"


def is_usb(address: str) -> bool:
    """Whether this is a camera on USB; what libgphoto2 lists may be a disk or a serial line."""
    return bool(_USB.fullmatch(address))


def _is_ipv4(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _refused(address: str) -> UsageFault:
    return UsageFault(
        f"{address!r} is not where a camera can be.",
        "Give usb:BUS,DEVICE as fsq cameras lists it, ptpip:IP or ptpip:IP:PORT:PORT.",
    )
