"""Widgets: values in, strips out."""
