"""Server settings that suit a million titles and do not hurt a small laptop."""

import os
from pathlib import Path

MIB = 1024 * 1024
GIB = 1024 * MIB
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
SHARED_MEMORY = Path("/dev") / "shm"


def server_settings(*, ram_bytes: int, shared_memory_bytes: int) -> dict[str, str]:
    """Settings by the machine's memory, for `postgres -c`.

    Source: PostgreSQL manual, chapters 19.4 and 19.5, and our own runs on 2 cores and 24 GiB.
    """
    sizes = {
        "shared_buffers": _between(ram_bytes // 8, 128 * MIB, GIB),
        "wal_buffers": _between(
            ram_bytes // 256, 16 * MIB, 64 * MIB
        ),  # an import fills 16 MB at once
        "effective_cache_size": _between(ram_bytes // 2, 256 * MIB, 64 * GIB),
        "work_mem": _between(ram_bytes // 64, 8 * MIB, 64 * MIB),
        "temp_buffers": _between(ram_bytes // 64, 8 * MIB, 64 * MIB),  # TEMP tables of an import
        "maintenance_work_mem": _between(ram_bytes // 16, 64 * MIB, 512 * MIB),
    }
    small_shm = shared_memory_bytes < GIB // 2  # a container gives 64 MB by default
    return {
        **{name: f"{size // MIB}MB" for name, size in sizes.items()},
        "dynamic_shared_memory_type": "mmap" if small_shm else "posix",
        "max_connections": "100",
        "max_wal_size": "4GB",
        "min_wal_size": "256MB",
        "checkpoint_timeout": "15min",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "jit": "off",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.02",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }


def logging_settings(*, folder: Path) -> dict[str, str]:
    """A week of log files. Neither statements nor details, which would carry personal data."""
    return {
        "logging_collector": "on",
        "log_directory": str(folder),
        "log_filename": "postgresql-%u.log",
        "log_rotation_age": "1d",
        "log_truncate_on_rotation": "on",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length": "0",
    }


def machine_memory_bytes() -> int:
    """Physical memory, or the container's limit where there is one."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(physical, int(CGROUP_LIMIT.read_text()))
    except (OSError, ValueError):
        return physical


def shared_memory_bytes() -> int:
    """Room in /dev/shm; plenty where there is no such mount."""
    try:
        found = os.statvfs(SHARED_MEMORY)
    except OSError:
        return GIB
    return found.f_frsize * found.f_blocks


def _between(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))
