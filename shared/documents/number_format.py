"""Numbers, dates and times of a worksheet as the user sees them.

Surprise: a date is a number whose format mentions a day; 29 February 1900, which never was, is day 60 of Excel's
calendar.
"""

import math
import re
from datetime import datetime, timedelta

_BUILT_IN = {
    9: "0%",
    10: "0.00%",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
}
LONGEST_CODE = 255
"""What Excel itself lets anybody write; of a longer one the rest is not looked at."""
_LAST_DAY = 2_958_466  # 31 December 9999, and one
_TOKEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|AM/PM|A/P|y+|m+|d+|h+|s+(?:\.0+)?|.', re.IGNORECASE)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_LONG_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def built_in_format(number: int) -> str:
    """The code of a format that files only number."""
    return _BUILT_IN.get(number, "General")


def is_date_format(code: str) -> bool:
    """Whether numbers in this format are days or times."""
    first = code[:LONGEST_CODE].split(";", 1)[0]
    bare = re.sub(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', "", first, flags=re.IGNORECASE)
    return "general" not in bare.lower() and bool(re.search(r"[ymdhs]", bare, re.IGNORECASE))


def shown(value: str, code: str, *, is_1904: bool) -> str:
    """A stored number as its format shows it; what is no number stays as it is."""
    if code == "General" and value.isdigit() and len(value) < 16:
        return value.lstrip("0") or "0"
    try:
        number = float(value)
    except ValueError:
        return value
    code = code[:LONGEST_CODE]
    if is_date_format(code) and 0 <= number < _LAST_DAY:
        return _date(number, code.split(";", 1)[0], is_1904=is_1904)
    return _number(number, code)


def _number(number: float, code: str) -> str:
    if not math.isfinite(number):
        return str(number)
    first = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code.split(";", 1)[0])
    if "%" in first:
        number *= 100
    pattern = re.search(r"[#0,]*[0#](?:\.([0#]+))?", first)
    if pattern is None or "general" in first.lower() or "e+" in first.lower() or "/" in first:
        return _general(number) + ("%" if "%" in first else "")
    decimals = pattern.group(1) or ""
    comma = "," if re.search(r"[#0],[#0]", pattern.group()) else ""
    text = f"{number:{comma}.{len(decimals)}f}"
    if decimals.endswith("#"):
        text = text.rstrip("0").rstrip(".")
    return text + ("%" if "%" in first else "")


def _general(number: float) -> str:
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else f"{number:.10g}"


def _date(number: float, code: str, *, is_1904: bool) -> str:
    moment = _moment(number, is_1904=is_1904)
    if "general" in code.lower():
        return moment.strftime("%Y-%m-%d")
    tokens = _TOKEN.findall(code)
    is_half_day = any(token.upper() in {"AM/PM", "A/P"} for token in tokens)
    out: list[str] = []
    previous = ""
    for at, token in enumerate(tokens):
        kind = token[0].lower()
        if kind == "m" and len(token) <= 2 and (previous == "h" or _next_part(tokens, at) == "s"):
            out.append(f"{moment.minute:0{len(token)}d}")
            previous = "minute"
            continue
        out.append(_part(token, moment, number, is_half_day=is_half_day))
        if kind in "ymdhs" and token.isalpha():
            previous = kind
        elif token.lower() in {"[h]", "[hh]"}:
            previous = "h"
    return "".join(out).strip()


def _next_part(tokens: list[str], at: int) -> str:
    return next((token[0].lower() for token in tokens[at + 1 :] if token[0].lower() in "ymdhs"), "")


def _part(token: str, moment: datetime, number: float, *, is_half_day: bool) -> str:
    kind, width = token[0].lower(), len(token)
    match kind:
        case "y" | "m" | "d":
            return _calendar_part(kind, width, moment)
        case "h":
            hour = (moment.hour % 12 or 12) if is_half_day else moment.hour
            return f"{hour:0{min(width, 2)}d}"
        case "s":
            return f"{moment.second:0{min(len(token.split('.', maxsplit=1)[0]), 2)}d}"
        case "a" if is_half_day and "/" in token:
            return "AM" if moment.hour < 12 else "PM"
        case "[":
            return str(int(number * 24 + 1e-9)) if token.lower() in {"[h]", "[hh]"} else ""
    return {'"': token[1:-1], "\\": token[1:], "_": "", "*": ""}.get(kind, token)


def _calendar_part(kind: str, width: int, moment: datetime) -> str:
    if kind == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if kind == "m":
        short, long = _MONTHS[moment.month - 1], _LONG_MONTHS[moment.month - 1]
        return {3: short, 4: long, 5: long[0]}.get(width, f"{moment.month:0{min(width, 2)}d}")
    name = _DAYS[moment.weekday()]
    return {3: name[:3], 4: name}.get(width, f"{moment.day:0{min(width, 2)}d}")


def _moment(number: float, *, is_1904: bool) -> datetime:
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30 if number >= 60 else 31)  # noqa: DTZ001
    return start + timedelta(seconds=round(number * 86_400, 3) + 0.0005)
