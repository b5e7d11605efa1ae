"""One camera through libgphoto2: settings in, settings out, every error a sentence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from fsq_tui.backend.gphoto2.address import checked
from fsq_tui.backend.gphoto2.drivers import forget_errors, last_response
from fsq_tui.backend.gphoto2.faults import (
    BAD_PARAMETERS,
    REFUSED,
    Refused,
    absent,
    fault,
    fault_of_opening,
    gone,
)
from fsq_tui.backend.gphoto2.library import library
from fsq_tui.clock import Clock
from fsq_tui.errors import LensBusy, LensGone
from fsq_tui.focus.sequence import printable

NETWORK_TIMEOUT_S = 2.4  # libgphoto2 gives a camera on the network 2.5 s for each answer
FILE_S = 120.0  # a file comes in many answers
EXPOSURE_S = 100.0  # and so it is asked for again and again while an exposure lasts


class Connection:
    """An open camera, for one thread. Everything but `close` raises LensFault.

    That is LensGone once the link is dead: from then on always, and without asking the camera.
    """

    def __init__(self, address: str, clock: Clock) -> None:
        """Raises LensFault, and UsageFault for an address that is none."""
        self._gp = library()
        self._address = checked(address)
        self._clock = clock
        self._gone = False
        self._widgets: dict[str, Any] = {}
        self._files: list[str] = []
        self._said = said = list[bytes]()
        self._context = self._gp.Context()
        # What it returns must be kept, or libgphoto2 calls what is not there any more.
        self._listener = self._context.set_error_func(
            lambda _context, text, _data: said.append(text), None
        )
        self._camera = self._opened()

    @property
    def is_network(self) -> bool:
        """Whether the camera is on the network; else it is on USB."""
        return self._address.startswith("ptpip:")

    def has(self, name: str) -> bool:
        """Whether the body has a setting of this name."""
        return self._setting(name) is not None

    def value(self, name: str) -> str:
        """A setting as the library shows it, "" where the body does not tell it."""
        widget = self._setting(name)
        return "" if widget is None else printable(str(widget.get_value()))

    def choose(self, name: str, choice: int) -> None:
        """Send a choice of a setting by its number: their texts are not the same everywhere."""
        widget = self._widget(name)
        widget.set_value(widget.get_choice(choice))
        self._call("set_single_config", name, widget)

    def offered(self, name: str) -> tuple[str, list[str]]:
        """A setting as in `value`, and what it may be; [] where the body offers no choices."""
        value, choices, _ = self._choices(name)
        return value, choices

    def settable(self, name: str) -> tuple[str, list[str]]:
        """As `offered`, with no choices where the body does not let it be changed."""
        value, choices, is_fixed = self._choices(name)
        return value, [] if is_fixed else choices

    def write(self, name: str, text: str) -> None:
        """Send a setting that libgphoto2 takes as text, whatever it offers as choices."""
        widget = self._widget(name)
        widget.set_value(text)
        self._call("set_single_config", name, widget)

    def put(self, name: str, value: float, patience_s: float = NETWORK_TIMEOUT_S) -> None:
        """Send a number or a switch, which may take the body so many seconds."""
        widget = self._widget(name)
        widget.set_value(value)
        self._call("set_single_config", name, widget, patience_s=patience_s)

    def start_live_view(self) -> None:
        """Turn live view on and wait for its first picture; the body drives its lens from then."""
        self.put("viewfinder", 1)
        self.frame()

    def frame(self) -> bytes:
        """The newest live-view picture, a JPEG."""
        file = self._call("capture_preview", patience_s=2 * NETWORK_TIMEOUT_S)
        jpeg = bytes(file.get_data_and_size())  # `file` owns the bytes: it must outlive the copy
        if not jpeg:  # how libgphoto2 tells that an Olympus gave it none
            raise Refused(REFUSED, "it sent no picture")
        return jpeg

    def events(self) -> list[str]:
        """What the body told since the last time; what surely notices a dead link."""
        try:
            return self._drained()
        except LensBusy:
            return []  # it answers, and tells the next time
        except Refused:  # a connection that was cut is not always an I/O error, and never at first
            try:
                return self._drained()
            except Refused as refused:  # no camera that is there refuses to tell what happened
                self._gone = True
                raise gone() from refused

    def announced(self) -> list[str]:
        """The files that the body told of since the last time, each with its folder."""
        files, self._files = self._files, []
        return files

    def file(self, place: str) -> bytes:
        """A file in the camera, whole. Raises Refused where it is not there or comes in part."""
        folder, _, name = place.rpartition("/")
        kind = self._gp.GP_FILE_TYPE_NORMAL
        file = self._call("file_get", folder or "/", name, kind, None, patience_s=FILE_S)
        data = bytes(file.get_data_and_size())
        told = self._call("file_get_info", folder or "/", name).file
        if told.fields & self._gp.GP_FILE_INFO_SIZE and told.size != len(data):
            raise Refused(REFUSED, f"{len(data)} of {told.size} bytes came")
        return data

    def release(self) -> None:
        """Take a picture as the driver does, which may wait until it is taken."""
        self._call("trigger_capture", patience_s=EXPOSURE_S)

    def close(self) -> None:
        """Let the camera go. May be called twice."""
        if self._camera is None:
            return
        with _standard_input_kept():
            with suppress(self._gp.GPhoto2Error):
                self._camera.exit(self._context)
            self._camera = None
        self._gone = True

    def _drained(self) -> list[str]:
        texts: list[str] = []
        idle = 0
        # The first time there is nothing may be for want of asking: old events were thrown away.
        while idle < 2:
            kind, data = self._call("wait_for_event", 0)
            if kind == self._gp.GP_EVENT_TIMEOUT:
                idle += 1
            elif isinstance(data, str):
                texts.append(data)
            elif kind == self._gp.GP_EVENT_FILE_ADDED:
                self._files.append(f"{data.folder.rstrip('/')}/{data.name}")
        return texts

    def _choices(self, name: str) -> tuple[str, list[str], bool]:
        widget = self._setting(name)
        if widget is None or widget.get_type() != self._gp.GP_WIDGET_RADIO:
            return "", [], True
        return str(widget.get_value()), list(widget.get_choices()), bool(widget.get_readonly())

    def _setting(self, name: str) -> Any:
        try:
            return self._call("get_single_config", name)
        except Refused:
            return None

    def _widget(self, name: str) -> Any:
        """A setting to send, fetched once: a new one costs another question to the camera."""
        if name not in self._widgets:
            if (widget := self._setting(name)) is None:
                raise Refused(BAD_PARAMETERS, f"it has no {name}")
            self._widgets[name] = widget
        return self._widgets[name]

    def _call(self, method: str, *args: object, patience_s: float = NETWORK_TIMEOUT_S) -> Any:
        if self._gone:
            raise gone()
        if method != "capture_preview":  # takes none in this place
            args = (*args, self._context)
        self._said.clear()
        forget_errors()
        start_s = self._clock.now()
        try:
            result = getattr(self._camera, method)(*args)
        except self._gp.GPhoto2Error as error:
            self._check_pace(start_s, patience_s)
            said = b" ".join(self._said).decode(errors="replace")
            found = fault(error.code, said, last_response(said))
            self._gone = isinstance(found, LensGone)
            raise found from error
        self._check_pace(start_s, patience_s)
        return result

    def _check_pace(self, start_s: float, patience_s: float) -> None:
        """After a time-out on the network each answer would be that of the question before."""
        took_s = (self._clock.now() - start_s) / self._clock.rate
        if self.is_network and took_s >= patience_s:
            self._gone = True
            raise gone()

    def _opened(self) -> Any:
        gp = self._gp
        with _standard_input_kept():
            try:
                camera = self._found()
                camera.init(self._context)
            except gp.GPhoto2Error as error:
                raise fault_of_opening(error.code, self._address) from error
        return camera

    def _found(self) -> Any:
        gp = self._gp
        ports, abilities = gp.PortInfoList(), _abilities()
        ports.load()
        model = abilities.lookup_model(self._model())
        camera = gp.Camera()
        camera.set_port_info(ports.get_info(ports.lookup_path(self._address)))
        camera.set_abilities(abilities.get_abilities(model))
        return camera

    def _model(self) -> str:
        """The driver to use; on the network the camera tells its own name once it is open."""
        if self.is_network:
            return "PTP/IP Camera"
        for model, port in self._gp.Camera.autodetect().items():
            if port == self._address:
                return str(model)
        raise absent(self._address)


@cache
def _abilities() -> Any:
    """What the drivers can do, which takes a while to load and never changes."""
    abilities = library().CameraAbilitiesList()
    abilities.load()
    return abilities


@contextmanager
def _standard_input_kept() -> Iterator[None]:
    """libgphoto2 closes file descriptor 0 when it leaves a camera on the network."""
    try:
        kept = os.dup(0)
    except OSError:  # nothing to keep
        yield
        return
    try:
        yield
    finally:
        os.dup2(kept, 0)
        os.close(kept)
