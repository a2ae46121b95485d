"""How much memory a measured process had at most."""

from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage


def peak_mb() -> float:
    """The most memory that this process had and its child; our own `ru_maxrss` would count whom we were forked from."""
    status = Path("/proc/self/status").read_text("ascii")
    return (int(status.split("VmHWM:")[1].split()[0]) + getrusage(RUSAGE_CHILDREN).ru_maxrss) / 1024
