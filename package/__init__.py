"""Builds the Splunk app's .spl from the repository, vets it, and writes the detection's documentation page."""
