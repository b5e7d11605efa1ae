"""`fsq stack`: focus stacks, one file a verb under it; words.py has their options."""
