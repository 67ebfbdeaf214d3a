"""Settings of the program: `XUNJIAN_*` variables, read once at the start; command-line options win over them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path


@dataclass(frozen=True, slots=True)
class Settings:
    database: str
    holidays: Path | None  # overlay of working days for years the library does not know


def read_settings() -> Settings:
    """XUNJIAN_DB: database URL; XUNJIAN_HOLIDAYS: YAML file. Defaults: an SQLite file under the user's data folder."""
    holidays = os.environ.get("XUNJIAN_HOLIDAYS")
    return Settings(
        database=os.environ.get("XUNJIAN_DB") or f"sqlite:///{user_data_path('xunjian') / 'xunjian.db'}",
        holidays=Path(holidays) if holidays else None,
    )
