"""A detection over data: an app's saved search run on the embedded Splunk or another, and what it found."""
