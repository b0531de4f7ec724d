"""Desk: registrations that may be the same person's.

`candidates` for one registration, to be compared side by side; `counts` for a page of the queue.
"""

from css.matching.duplicates import MOST_COUNTED, Candidate, Candidates, candidates, counts
from css.matching.scoring import Comparison, Reason

__all__ = ["MOST_COUNTED", "Candidate", "Candidates", "Comparison", "Reason", "candidates", "counts"]
