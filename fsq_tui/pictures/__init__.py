"""Live-view pictures as measurements, pure: sharpness, noise, whether two differ, which is where.

Needs numpy and simplejpeg, so it is imported only where pictures are used.
"""
