"""The overlay of working days that people fill in for years the library does not know yet.

```yaml
2027:
  days_off: [2027-01-01, 2027-02-05]      # weekdays on which offices are closed
  workdays: [2027-01-31]                  # weekend days on which they work (调休上班)
```
A year that stands in the file is taken from it whole; other years come from the library.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from checks.workdays import WorkCalendar
from xunjian.problems import WrongUse

SHAPE = "应写成 2027: {days_off: [2027-01-01], workdays: [2027-01-31]}"


def load_calendar(overlay: Path | None) -> WorkCalendar:
    """The calendar with the user's overlay. Raises WrongUse."""
    if overlay is None:
        return WorkCalendar()
    try:
        content = yaml.safe_load(overlay.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongUse(f"工作日历文件 {overlay} 无法读取（{error.strerror}）；请核对路径") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = getattr(error, "problem_mark", None)
        raise WrongUse(
            f"工作日历文件 {overlay}{f' 第 {where.line + 1} 行' if where else ''} 不是有效的 YAML；{SHAPE}"
        ) from error
    if not isinstance(content, dict):
        raise WrongUse(f"工作日历文件 {overlay} 内容不对；{SHAPE}")
    return WorkCalendar({_year(year, overlay): _exceptions(year, days, overlay) for year, days in content.items()})


def _year(year: Any, overlay: Path) -> int:
    if not isinstance(year, int) or not 1949 <= year <= 2200:
        raise WrongUse(f"工作日历文件 {overlay}：{year!r} 不是年份；{SHAPE}")
    return year


def _exceptions(year: int, days: Any, overlay: Path) -> dict[date, bool]:
    if not isinstance(days, dict) or set(days) - {"days_off", "workdays"}:
        raise WrongUse(f"工作日历文件 {overlay}：{year} 年下只能有 days_off 和 workdays；{SHAPE}")
    exceptions: dict[date, bool] = {}
    for key, works in (("days_off", False), ("workdays", True)):
        for day in days.get(key) or []:
            if type(day) is not date or day.year != year:
                raise WrongUse(f"工作日历文件 {overlay}：{year} 年 {key} 中的 {day!r} 不是该年的日期；{SHAPE}")
            if day in exceptions:
                raise WrongUse(f"工作日历文件 {overlay}：{day} 同时写在 days_off 和 workdays；请删去一处")
            exceptions[day] = works
    return exceptions
