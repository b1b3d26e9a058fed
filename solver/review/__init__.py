"""What was seen, against what the cases foresaw: which case it is, which tranche to release."""
