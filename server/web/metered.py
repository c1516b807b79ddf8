"""A store whose use is charged to whoever asks."""

from __future__ import annotations

import time

from server.errors import QueryError
from server.store.protocol import Answer, Contents, QueryRequest, Store
from server.web.budgets import Budgets


class Metered:
    """A store behind the budgets of its clients; see `server.store.protocol.Store`.

    What is charged is the time in which a query ran, answered or not; the time in which it waited is not.
    """

    def __init__(self, store: Store, budgets: Budgets) -> None:
        """Ask `store` for those who have time left."""
        self._store = store
        self._budgets = budgets

    @property
    def contents(self) -> Contents:
        """What is in it."""
        return self._store.contents

    def query(self, request: QueryRequest) -> Answer:
        """The whole answer.

        Raises:
            TooMany: the client's time is used up.
            QueryError: there is none for another reason.
        """
        self._budgets.check(request.client, self._budgets.time)
        start, waited = time.monotonic(), 0.0
        try:
            answer = self._store.query(request)
            waited = answer.waited
        except QueryError as error:
            waited = error.waited
            raise
        finally:
            seconds = max(0.0, time.monotonic() - start - waited)
            self._budgets.spend(request.client, self._budgets.time, seconds)
        return answer

    def ready(self) -> bool:
        """Whether a query would be answered now."""
        return self._store.ready()

    def close(self) -> None:
        """End what the store has started."""
        self._store.close()
