"""The show in a process of its own: camera, sequencer and owner thread there, screens outside."""
