"""The phone of somebody who has meetings: what comes next, running late, private notes, a lost network."""
