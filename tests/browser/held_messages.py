"""A server that hears late: what the browser says is held back until a test lets it go."""

import re

from playwright.sync_api import Page, WebSocketRoute


class HeldMessages:
    """The messages of a page to its server. Make it before the page is opened."""

    def __init__(self, page: Page) -> None:
        self.held: list[str | bytes] = []
        self._is_slow = False
        self._server: WebSocketRoute | None = None
        page.route_web_socket(re.compile("/_stcore/stream"), self._connected)

    def hold(self) -> None:
        """From here on the server hears nothing."""
        self._is_slow = True

    def let_go(self) -> None:
        """The server hears what was held, and all that comes."""
        assert self._server is not None
        self._is_slow = False
        for message in self.held:
            self._server.send(message)

    def _connected(self, browsers: WebSocketRoute) -> None:
        self._server = server = browsers.connect_to_server()
        browsers.on_message(lambda message: self.held.append(message) if self._is_slow else server.send(message))
