"""The editor of scenarios: what its view is made of."""
