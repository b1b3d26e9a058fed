"""What the user gets: the audited plan, its money and evidence, checks and reasons."""
