"""One file a verb of the command line: `run(args)` does it and returns the exit code."""
