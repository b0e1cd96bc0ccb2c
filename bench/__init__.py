"""Measurements beside others' software, on one machine in one run."""
