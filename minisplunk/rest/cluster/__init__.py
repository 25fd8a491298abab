"""cluster: what this server is to a cluster, which is nothing."""
