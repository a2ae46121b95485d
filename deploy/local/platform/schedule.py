"""Cron's schedules, read: five fields, "N seconds", and the names with an @.

Surprise: when both the day of the month and the day of the week are given, either is enough; that is cron's rule,
and pg_cron keeps it. `$` is the last day of the month, as in pg_cron.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import datetime

SECONDS = re.compile(r"^\s*([1-9]|[1-5][0-9])\s+seconds?\s*$")
NAMED = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
DAYS = {name: number for number, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))}
LAST_DAY = -1


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a job is due: every so many seconds, or in minutes that match."""

    every: int | None
    minutes: frozenset[int] = frozenset()
    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    any_day: bool = True
    any_weekday: bool = True

    def matches(self, minute: datetime) -> bool:
        """Whether a job by the minute is due in that minute."""
        return (
            self.every is None
            and minute.minute in self.minutes
            and minute.hour in self.hours
            and minute.month in self.months
            and self._day_matches(minute)
        )

    def _day_matches(self, minute: datetime) -> bool:
        last = calendar.monthrange(minute.year, minute.month)[1]
        day = minute.day in self.days or (LAST_DAY in self.days and minute.day == last)
        weekday = minute.isoweekday() % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return day and weekday
        return day or weekday


def parse_schedule(text: str) -> Schedule:
    """The schedule that `text` says, or a ValueError with what is wrong."""
    if seconds := SECONDS.match(text):
        return Schedule(every=int(seconds[1]))
    fields = NAMED.get(text.strip(), text).split()
    if len(fields) != 5:  # noqa: PLR2004
        raise ValueError(f"a schedule has five fields or says 'N seconds': {text!r}")
    minute, hour, day, month, weekday = fields
    return Schedule(
        every=None,
        minutes=_field(minute, 0, 59),
        hours=_field(hour, 0, 23),
        days=_field(day, 1, 31),
        months=_field(month, 1, 12, MONTHS),
        weekdays=frozenset(number % 7 for number in _field(weekday, 0, 7, DAYS)),
        any_day=day.startswith("*"),
        any_weekday=weekday.startswith("*"),
    )


def _field(text: str, low: int, high: int, names: dict[str, int] | None = None) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        if span == "$":
            found.add(LAST_DAY)
            continue
        first, _, last = ("*", "", "") if span == "*" else span.partition("-")
        start = low if first == "*" else _number(first, names)
        stop = high if first == "*" or (step and not last) else _number(last or first, names)
        if not (low <= start <= stop <= high) or (step and not int(step)):
            raise ValueError(f"{part!r} is not between {low} and {high}")
        found.update(range(start, stop + 1, int(step or 1)))
    return frozenset(found)


def _number(text: str, names: dict[str, int] | None) -> int:
    return (names or {}).get(text.lower()[:3], -2) if text.isalpha() else int(text)
