"""The stanzas of conf files by other paths: configs, properties and admin/macros."""
