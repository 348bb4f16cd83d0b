"""What it costs: scripts run by hand, not part of the test suite."""
