"""The plan on screen: one section after another, every figure from `plan.json`."""
