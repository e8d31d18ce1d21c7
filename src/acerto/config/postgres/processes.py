"""Which processes live in a data folder: the truth that a pid file only claims."""

import os
import signal
import subprocess
import sys
from pathlib import Path

PROC = Path("/proc")


def inhabitants(data: Path) -> set[int]:
    """Ids of the processes whose working folder is `data`: a postmaster and all its children.

    PostgreSQL moves into its data folder at the start, and 0700 keeps others out. Where there is no
    /proc, the process named by postmaster.pid counts if its command line names the folder.
    """
    if not sys.platform.startswith("linux"):
        claimed = claimed_postmaster(data)
        return {claimed} if claimed and _command_names(claimed, data) else set()
    home = str(data.resolve())
    found = set()
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if str((entry / "cwd").readlink()) == home:
                found.add(int(entry.name))
        except OSError:
            continue  # gone, a zombie, or somebody else's
    return found


def claimed_postmaster(data: Path) -> int | None:
    """The pid in postmaster.pid. After a power cut it may by now belong to anybody."""
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def postmaster(data: Path) -> int | None:
    """The pid of the running server of this folder, or None."""
    claimed = claimed_postmaster(data)
    return claimed if claimed in inhabitants(data) else None


def send(pids: set[int], number: signal.Signals) -> None:
    """Signal the processes that are still there."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _command_names(pid: int, data: Path) -> bool:
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
    return str(data) in shown.stdout
