"""An embedded Splunk: installs a Splunk app, stores events, runs SPL, fires alert actions, all in one process."""
