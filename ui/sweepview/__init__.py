"""A sweep on screen."""
