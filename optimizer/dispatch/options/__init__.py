"""Every way one demand could be served; for the rest the first test that failed."""
