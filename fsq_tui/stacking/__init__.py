"""Focus stacking: from pictures of a scene at many focus places to shots that cover it. Pure."""
