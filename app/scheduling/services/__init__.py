"""What planners do. Each act is one transaction.

``planning``: begin a search, follow it · ``storing``: keep what it finds · ``moving``: change a draft by hand ·
``publishing``: make it the timetable that everybody has · ``accepting``: the same, line by line, of a repair.
"""
