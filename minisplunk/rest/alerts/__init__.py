"""alerts/alert_actions and alerts/fired_alerts."""
