"""splunkd's REST API and HEC over an engine: requests in, the same answers that splunkd gives out."""
