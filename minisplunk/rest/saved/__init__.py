"""saved/searches with all that is done with one, and saved/eventtypes."""
