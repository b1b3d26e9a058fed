"""Two scenarios side by side: what each difference in the inputs is worth."""

MOST = 10
"""Changes that are weighed one by one; with more of them those of a record are made together."""
MOST_ROWS = 200
"""More of them than these nobody reads, or waits for."""
TIMES = 6
"""How many times as long as for one plan all plans of a comparison usually get."""
