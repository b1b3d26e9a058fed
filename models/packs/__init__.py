"""What documents say of a plan, each field marked with who may read it."""
