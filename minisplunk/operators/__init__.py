"""What several commands are made of: aggregation terms, groups, orders, spans, conversions, rows kept within bounds."""
