"""licenser: the licence that clients look for before they use what needs one."""
