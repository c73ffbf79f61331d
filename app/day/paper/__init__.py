"""What the day needs on paper: gathered once, set as packs of sheets, each sheet with its run and time."""
