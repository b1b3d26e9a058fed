"""Proof: the independent audit, infeasibility and bounds."""
