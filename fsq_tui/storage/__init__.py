"""Files: scenes, the lens library, the in-camera settings file."""
