"""How far Spark is with a statement, by the tasks of its stages."""

from collections.abc import Callable
from typing import Any


def stages_done(*, session: Any, of: Any) -> Callable[[], float]:
    """What tells the part done (0 to 1) of the stages that start from now on, for the DataFrame `of`.

    Stages become known as the ones before them end: their number is that of the plan's exchanges.
    """
    context = session.sparkContext
    tracker = context.statusTracker()
    group = f"acerto-{id(of)}"
    context.setJobGroup(group, "acerto decide", interruptOnCancel=True)
    expected = 1 + of._jdf.queryExecution().executedPlan().toString().count("Exchange ")

    def look() -> float:
        done, seen = 0.0, 0
        for job in tracker.getJobIdsForGroup(group):
            known = tracker.getJobInfo(job)
            for stage in known.stageIds if known else ():
                facts = tracker.getStageInfo(stage)
                if facts and facts.numTasks:
                    seen += 1
                    done += facts.numCompletedTasks / facts.numTasks
        return done / max(expected, seen)

    return look
