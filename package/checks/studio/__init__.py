"""Views of Dashboard Studio: what Splunk's own schema of their definition does not find.

The schema says which types there are, and which values their options take. It lets through what this is about: ids and
fields that nothing has, options that nothing reads, tokens that nobody sets, links that lead nowhere. Splunk Web says
nothing of these either; a panel just stays empty. A view that cannot be read is `definitions_are_json`'s matter alone.
"""
