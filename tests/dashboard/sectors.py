"""A bank and a port that suit each other."""

PORT = {"offers": ["5224", "5210"], "seeks": ["6419"]}
BANK = {"offers": ["6419"], "seeks": ["5210"]}
