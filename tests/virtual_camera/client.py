"""The real libgphoto2, as a test uses it on a virtual camera."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any, Self

import gphoto2 as gp  # type: ignore[import-untyped]

from tests.virtual_camera.camera import VirtualCamera

NEAR = {1: 0, 2: 1, 3: 2}  # which choice of a Canon's manualfocusdrive is which size
FAR = {1: 4, 2: 5, 3: 6}


class Client:
    """One session, from `with` to the end of it. Everything raises gphoto2.GPhoto2Error."""

    def __init__(self, camera: VirtualCamera) -> None:
        self._port = camera.port

    def __enter__(self) -> Self:
        ports, abilities = gp.PortInfoList(), gp.CameraAbilitiesList()
        ports.load()
        abilities.load()
        self._camera = gp.Camera()
        self._camera.set_port_info(ports.get_info(ports.lookup_path(self._port)))
        model = abilities.lookup_model("PTP/IP Camera")
        self._camera.set_abilities(abilities.get_abilities(model))
        self._camera.init()
        self._widgets: dict[str, Any] = {}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        standard_input = os.dup(0)
        try:
            self._camera.exit()
        except gp.GPhoto2Error:
            pass  # the camera is gone already
        finally:
            os.dup2(standard_input, 0)  # libgphoto2 has closed it
            os.close(standard_input)

    def value(self, name: str) -> str:
        """A setting, read now."""
        return str(self._camera.get_single_config(name).get_value())

    def choose(self, name: str, choice: int) -> None:
        """Send a choice of a setting by its number: the texts are translated."""
        widget = self._widget(name)
        widget.set_value(widget.get_choice(choice))
        self._camera.set_single_config(name, widget)

    def put(self, name: str, value: float | str) -> None:
        """Send a number, a switch, or a text."""
        widget = self._widget(name)
        widget.set_value(value)
        self._camera.set_single_config(name, widget)

    def preview(self) -> bytes:
        """The live-view JPEG."""
        file = self._camera.capture_preview()  # must outlive its data
        return bytes(file.get_data_and_size())

    def event(self) -> str:
        """The text of the next event, "" when there is none."""
        _, data = self._camera.wait_for_event(0)
        return str(data or "")

    def _widget(self, name: str) -> Any:
        if name not in self._widgets:
            self._widgets[name] = self._camera.get_single_config(name)
        return self._widgets[name]
