"""From a service level to capacity: demand, operating points, arcs and why an arc was removed."""
