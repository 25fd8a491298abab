"""What a Splunk app must satisfy beyond being installable: one theme a file, one function a rule.

Each check takes the unpacked app and yields a `Finding` for every breach. `vet.CHECKS` is the list of them.
"""
