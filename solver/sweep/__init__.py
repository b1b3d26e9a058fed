"""One scenario planned many times: which points, on which processes, and what they say together."""
