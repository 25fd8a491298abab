"""data/ui: what Splunk Web shows."""
