"""Case files in; the searches of an app run over their events, and what is not as expected, out."""
