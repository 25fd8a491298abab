"""apps/local and apps/appinstall."""
