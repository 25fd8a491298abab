"""JSON and XML documents: their fields by Splunk's names, and what lies at a path in them."""
