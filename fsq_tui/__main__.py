"""`python -m fsq_tui` is `fsq`."""

from __future__ import annotations

import sys

from fsq_tui.cli import main

sys.exit(main())
