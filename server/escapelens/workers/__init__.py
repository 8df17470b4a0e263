"""Facts built in processes of their own; the analysis itself starts none."""
