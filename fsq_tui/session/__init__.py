"""One show: the only door for a screen or a verb to the lens and the sequence."""
