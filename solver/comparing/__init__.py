"""Two scenarios side by side: what each difference in the inputs is worth."""
