"""What a hedge buys, by band: tranches, their triggers, milestones and money."""
