"""Real cameras through libgphoto2. Nothing here loads the library before a camera is asked for."""
