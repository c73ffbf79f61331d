"""Take firms out of the register."""
