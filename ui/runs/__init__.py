"""Solving in the background: runs are queued, started as processes of their own, watched and finished."""
