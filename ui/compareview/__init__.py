"""Plans side by side on screen."""
