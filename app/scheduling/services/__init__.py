"""What planners do. Each act is one transaction.

``planning``: begin a search, follow it · ``drafts``: keep what it finds · ``draft_changes``: change a draft by hand ·
``publishing``: make it the timetable that everybody has, or line by line, of a repair.
"""
