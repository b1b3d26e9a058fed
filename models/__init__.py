"""Values and their laws: what a scenario, a catalog row and a plan are."""
