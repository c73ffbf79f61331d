"""Take people out of what the floor keeps: letters and their files, stored files, jobs, answers to posts."""
