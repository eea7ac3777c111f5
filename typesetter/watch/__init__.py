"""Build again on every save."""

from typesetter.watch.loop import watch

__all__ = ["watch"]
