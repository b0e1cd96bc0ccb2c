"""A worker: takes jobs from its own queue, and jobs whose worker died."""

import asyncio

from procrastinate import App
from procrastinate.contrib.django import app

SECONDS_TO_BE_DEAD = 30
AT_ONCE = {"app": 4, "scoring": 1}  # a fit uses the whole core; the small work of the app queue does not


def work(queue: str) -> None:
    """Work off `queue` until a signal comes."""
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as working:
        asyncio.run(_work(working, queue))


async def _work(working: App, queue: str) -> None:
    async with working.open_async():
        rescue = asyncio.create_task(_rescue(working, queue))
        try:
            await working.run_worker_async(
                queues=[queue], concurrency=AT_ONCE[queue], delete_jobs="successful"
            )
        finally:
            rescue.cancel()


async def _rescue(working: App, queue: str) -> None:
    """Give jobs of dead workers back to the queue, again and again: a job may run twice, never half."""
    manager = working.job_manager
    while True:
        for job in await manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=SECONDS_TO_BE_DEAD):
            await manager.retry_job(job)
        await asyncio.sleep(SECONDS_TO_BE_DEAD / 2)
