from __future__ import annotations

import pytest

from fsq_tui.backend.gphoto2.address import checked
from fsq_tui.errors import UsageFault


@pytest.mark.parametrize(
    ("address", "full"),
    [
        ("usb:001,005", "usb:001,005"),
        ("ptpip:192.168.1.2", "ptpip:192.168.1.2:15740:15740"),
        ("ptpip:192.168.1.2:55740", "ptpip:192.168.1.2:55740:55740"),
        ("ptpip:192.168.1.2:1:65535", "ptpip:192.168.1.2:1:65535"),
    ],
)
def test_a_network_address_always_has_both_ports(address: str, full: str) -> None:
    assert checked(address) == full


@pytest.mark.parametrize(
    "address",
    [
        "",
        "usb:",
        "usb:1,5",
        "usb:001,005\n",
        "ptpip:",
        "ptpip:camera.local",
        "ptpip:1.2.3",
        "ptpip:1.2.3.256",
        "ptpip:1.2.3.4:0",
        "ptpip:1.2.3.4:1:65536",
        "ptpip:1.2.3.4:1:2:3",
        "serial:/dev/ttyS0",
        "192.168.1.2",
    ],
)
def test_what_is_no_address_is_refused_before_the_library_sees_it(address: str) -> None:
    with pytest.raises(UsageFault, match="where a camera can be") as caught:
        checked(address)
    assert "ptpip:IP" in caught.value.remedy
