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


def holders(file: Path) -> set[int]:
    """Ids of the processes that hold a lock (flock) on the file; empty where there is no /proc."""
    try:
        inode = file.stat().st_ino
        lines = (PROC / "locks").read_text().splitlines()
    except OSError:
        return set()
    found = set()
    for line in lines:
        # 1: FLOCK ADVISORY READ pid major:minor:inode first last; a waiter has "->" after the number
        words = line.split()
        if words[1] == "FLOCK" and words[5].rsplit(":", 1)[-1] == str(inode):
            found.add(int(words[4]))
    return {pid for pid in found if _has_open(pid, file)}


def _has_open(pid: int, file: Path) -> bool:
    """Whether the process has this very file open: another disk may have the same inode."""
    try:
        return any(str(handle.readlink()) == str(file.resolve()) for handle in _handles(pid))
    except PermissionError:
        return True  # somebody else's; the inode has to do
    except OSError:
        return False  # gone


def _handles(pid: int) -> list[Path]:
    return list((PROC / str(pid) / "fd").iterdir())


def command_line(pid: int) -> str:
    """How a process of Acerto was called, for people: `acerto serve --port 8000`."""
    try:
        words = (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return "outro comando"
    for place, word in enumerate(words):
        if word.rsplit("/", 1)[-1] in ("acerto", "acerto.config.entry", "__main__.py"):
            return " ".join(["acerto", *words[place + 1 :]]).strip()
    return "outro comando"


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
