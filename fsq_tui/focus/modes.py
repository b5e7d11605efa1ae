"""The states the operator sees, and how sure a position is."""

from __future__ import annotations

from enum import Enum


class Mode(Enum):
    """What INFO cycles through. The value is the overlay's header."""

    OFF = "    "
    EDIT = "edit"
    PLAY = "play"


class Activity(Enum):
    """What the lens is doing."""

    IDLE = "idle"
    MOVING = "moving"
    DWELLING = "dwelling"  # at a point, before it goes on by itself
    HOLDING = "holding"  # around the pulls of a take that is recorded
    JOGGING = "jogging"
    AUTOFOCUS = "autofocus"
    CHECKING = "checking lens limits"
    CALIBRATING = "calibrating lens"
    MARKING = "marking the stops"
    SWEEPING = "sweeping the focus"
    LOOKING = "looking where the focus is"


SURVEYING = (
    Activity.CHECKING,
    Activity.CALIBRATING,
    Activity.MARKING,
    Activity.SWEEPING,
    Activity.LOOKING,
)
"""While fsq finds out about it."""


class How(Enum):
    """How a position is known. Never show one as another."""

    MEASURED = "measured"  # the lens reported it
    COUNTED = "counted"  # added up from drive commands
    INFERRED = "inferred"  # worked out from pictures
    UNKNOWN = "unknown"  # limits not checked yet
