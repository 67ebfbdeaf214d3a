"""Why a finding has no picture or no record of its exchange, beside what `storage.pictures.PictureOutcome` says."""

from __future__ import annotations

OVER_BUDGET, NOTHING_STORED = "budget", "nothing-stored"
NO_PLACE, NOT_TAKEN = "no-place", "not-taken"  # of findings that no picture was tried of
