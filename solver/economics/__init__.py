"""What a plan is worth: its money by date, and against alternatives, each planned at its best."""
