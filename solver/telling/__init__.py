"""A plan that carries what is said of it."""
