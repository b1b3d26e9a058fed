"""One plan for all cases: each case lived, the programs side by side, what being wrong costs."""
