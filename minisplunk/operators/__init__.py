"""What several commands are made of: aggregation terms, groups, orders, spans, conversions, bounded rows."""
