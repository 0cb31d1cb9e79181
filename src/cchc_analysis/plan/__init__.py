"""The yearly plan as data: its register, the state of its products at a cut-off, its targets. No reports, no formatting."""
