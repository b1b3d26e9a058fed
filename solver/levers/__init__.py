"""Levers on the work itself: what each saves, and all together."""
