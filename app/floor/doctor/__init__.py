"""What must hold in any database: each feature names its checks here, ``flask doctor`` joins them.

A check reads, writes nothing, and yields what does not hold. All run in one read transaction, so that they see one
moment of a live database and keep nobody from writing.
"""

from app.floor.doctor.registry import CHECKS, Check, Finding, check, examine

__all__ = ["CHECKS", "Check", "Finding", "check", "examine"]
