"""The submission: a strict build, proven, measured and packed; an earlier good package stays when this one fails."""

from typesetter.submission.submit import submit
from typesetter.submission.verify import verify

__all__ = ["submit", "verify"]
