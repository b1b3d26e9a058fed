"""The unit of the objective."""

USD_PER_OBJECTIVE_UNIT = 1000.0
"""The objective is minimized in kUSD: costs of single decisions then span less than 1e6."""
