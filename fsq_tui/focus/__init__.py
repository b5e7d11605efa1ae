"""Pure focus arithmetic: no time, threads, files or screen in here."""
