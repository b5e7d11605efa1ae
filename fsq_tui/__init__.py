"""fsq: focus sequencing for any camera, in the terminal."""

__version__ = "0.1.0"
