"""A portal is asked by one audit at a time: a second one, started by cron while one runs, says so and ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy.orm import Session

from checks.check import BEIJING
from checks.subjects import Portal
from storage.portal_lock import PortalIsLocked, portal_locked


class PortalBusy(RuntimeError):
    """The text is the sentence for the user.

    It ends with exit code 3 and not 2: command and registry are right, but nothing of the plan could be looked at now.
    """


@contextmanager
def one_at_a_time(session: Session, portal: Portal) -> Iterator[None]:
    """Raises PortalBusy."""
    with ExitStack() as stack:
        try:
            stack.enter_context(portal_locked(session, portal.home))
        except PortalIsLocked as locked:
            raise PortalBusy(_sentence(portal, locked)) from locked
        yield


def _sentence(portal: Portal, locked: PortalIsLocked) -> str:
    since = f"{locked.since.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    who = f"主机 {locked.holder.host} 的进程 {locked.holder.pid} "
    return f"门户{portal.name}（{portal.home}）正由{who}检查（自北京时间 {since} 起），本次未开始；请待其结束后再执行"
