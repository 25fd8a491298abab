"""search/jobs, search/parser and the results of a search job."""
