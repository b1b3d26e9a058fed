"""A package, so that one of the same name in the environment is not found first."""
