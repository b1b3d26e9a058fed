"""The mixed-integer program: instance, decisions, costs, constraint families, and `build`, their table of contents."""
