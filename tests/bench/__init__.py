"""``make bench``: speed, memory and quality of Qiao, each figure beside its goal. Never a part of the suite's verdict:
a busy machine is no fault of the code. The suite only runs the harness on small sizes.
"""
