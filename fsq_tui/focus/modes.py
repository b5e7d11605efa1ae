"""The states the operator sees, and how sure a position is."""

from __future__ import annotations

from enum import Enum


class Mode(Enum):
    """What INFO cycles through: off, edit, play. The value is the overlay's header.

    RACK is off with Follow Focus on: the arrows drive the lens, PLAY racks it.
    """

    OFF = "    "
    RACK = "rack"
    EDIT = "edit"
    PLAY = "play"


class Activity(Enum):
    """What the lens is doing."""

    IDLE = "idle"
    MOVING = "moving"
    DWELLING = "dwelling"  # at a point, before it goes on by itself
    HOLDING = "holding"  # around the pulls of a take that is recorded
    JOGGING = "jogging"
    WAITING = "waiting to rack"  # through Start Delay
    AUTOFOCUS = "autofocus"
    CHECKING = "checking lens limits"
    CALIBRATING = "calibrating lens"
    MARKING = "marking the stops"
    SWEEPING = "sweeping the focus"
    LOOKING = "looking where the focus is"
    SCANNING = "sweeping the scene"  # between the marks of a stack
    STACKING = "taking the stack"


SURVEYING = (
    Activity.CHECKING,
    Activity.CALIBRATING,
    Activity.MARKING,
    Activity.SWEEPING,
    Activity.LOOKING,
    Activity.SCANNING,
)
"""While fsq finds out about it."""

IN_VIEW = (
    Activity.IDLE,
    Activity.MOVING,
    Activity.DWELLING,
    Activity.WAITING,
    Activity.HOLDING,
)
"""What the lens may be at while pictures are fetched: else the camera is busy itself."""


class How(Enum):
    """How a position is known. Never show one as another."""

    MEASURED = "measured"  # the lens reported it
    COUNTED = "counted"  # added up from drive commands
    INFERRED = "inferred"  # worked out from pictures
    UNKNOWN = "unknown"  # limits not checked yet
