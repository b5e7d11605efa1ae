"""A body whose properties are asked for one by one, and describe themselves."""

from __future__ import annotations

from abc import abstractmethod

from tests.virtual_camera.body import Body
from tests.virtual_camera.properties import Property
from tests.virtual_camera.wire import NO_PROPERTY, Answer, Request


class DescribedBody(Body):
    """Answers to what a property is and may be."""

    @abstractmethod
    def described(self, code: int) -> Property | None:
        """A property as it is now, None for one the body does not have."""

    def describe(self, request: Request) -> Answer:
        """Its description."""
        found = self.described(request.param(0))
        return Answer(NO_PROPERTY) if found is None else Answer(data=found.description())

    def get(self, request: Request) -> Answer:
        """Its value."""
        found = self.described(request.param(0))
        return Answer(NO_PROPERTY) if found is None else Answer(data=found.current())
