"""What does the Raw Data API of Quality AI hold of a time? Its pages, as they came, asked for one after another.

What passes is tried again, ever later: too many requests, an error of the server, an answer that breaks off or takes
too long. What does not is a PullError, which names no secret. Nobody is believed for ever: a page that comes twice, one
without records that promises more, and more pages than MOST_PAGES end it.
"""

import base64
import email.utils
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from coaching.importers import limits

PATH = "/qualityai/api/v1/public/qualitymanagement/app/{stream_id}/rawdata"
RECORDS_A_PAGE = 100
MOST_PAGES = 10_000
TRIES = 6
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0
SECONDS_TO_CONNECT, SECONDS_BETWEEN_BYTES, SECONDS_AN_ANSWER = 20.0, 60.0, 300.0
TOKEN_SECONDS = 300
ALIKE = "%Y-%m-%d %H:%M:%S"  # instants in UTC, as the API takes them

NOT_LET_IN = (
    "Quality AI does not let this app in ({status}): its token is wrong or has expired, or lacks the scope Quality "
    "Management Analytics. See COACHING_QUALITY_AI_JWT, or COACHING_QUALITY_AI_CLIENT_ID and its secret."
)
NOT_TAKEN = "Quality AI does not take the request ({status}). Look at the ids in COACHING_QUALITY_AI_…."
GAVE_UP = "Quality AI did not answer as it should, {tries} times: {problem}. Try again later."
TWICE = "Quality AI gave page {page} a second time, as page {again}: nobody knows what is missing. Try again later."
EMPTY = "Quality AI promises more after page {page}, which has no records. Try again later."
ENDLESS = "Quality AI has more than {most:,} pages for this time. Pull a shorter one."


class PullError(Exception):
    """Nothing can be pulled now. One sentence, without a secret."""


class _AgainError(Exception):
    """What may pass. `after`: the server says in how many seconds."""

    def __init__(self, problem: str, after: float | None = None) -> None:
        super().__init__(problem)
        self.after = after


@dataclass(frozen=True, kw_only=True)
class Access:
    """Whose data, and how to get in: with a token, or with the id and the secret by which one is signed each time."""

    address: str
    stream_id: str
    account_id: str
    org_id: str
    token: str | None = field(default=None, repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)

    def signed(self, now: float) -> str:
        """A token that is good for TOKEN_SECONDS, or the one that is there."""
        if self.token is not None:
            return self.token
        said = {"iat": int(now), "exp": int(now) + TOKEN_SECONDS, "iss": self.client_id, "appId": self.client_id}
        parts = [{"alg": "HS256", "typ": "JWT"}, {**said, "sub": self.client_id}]
        text = ".".join(_packed(json.dumps(part).encode()) for part in parts)
        made = hmac.new((self.client_secret or "").encode(), text.encode(), hashlib.sha256)
        return f"{text}.{_packed(made.digest())}"


def _packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The time as a client reads it, and how it waits."""

    now: Callable[[], float] = time.time
    since: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep


class Client:
    """Asks the Raw Data API. `wait` of the clock may raise what ends the asking. Close it."""

    def __init__(self, access: Access, clock: Clock) -> None:
        self._access, self._clock = access, clock
        self._url = access.address + PATH.format(stream_id=access.stream_id)
        timeout = httpx.Timeout(SECONDS_BETWEEN_BYTES, connect=SECONDS_TO_CONNECT)
        self._client = httpx.Client(timeout=timeout, trust_env=True, follow_redirects=False)

    def close(self) -> None:
        """Ends the connection."""
        self._client.close()

    def pages(self, begin: datetime, end: datetime) -> Iterator[bytes]:
        """The pages with records of conversations from `begin` to `end` (naive UTC). Raises PullError."""
        seen: dict[str, int] = {}
        for number in range(1, MOST_PAGES + 1):
            content, page = self._page(number, begin, end)
            records = page["results"]
            has_more = _has_more(page, number)
            if records:
                digest = hashlib.sha256(json.dumps(records, sort_keys=True).encode()).hexdigest()
                if digest in seen:
                    raise PullError(TWICE.format(page=seen[digest], again=number))
                seen[digest] = number
                yield content
            elif has_more:
                raise PullError(EMPTY.format(page=number))
            if not has_more:
                return
        raise PullError(ENDLESS.format(most=MOST_PAGES))

    def _page(self, number: int, begin: datetime, end: datetime) -> tuple[bytes, dict[str, Any]]:
        body = {"offset": 0, "startDate": begin.strftime(ALIKE), "endDate": end.strftime(ALIKE)}
        body |= {"limit": RECORDS_A_PAGE, "page": number}
        problem = ""
        for tried in range(TRIES):
            try:
                content = self._asked(body)
                return content, _understood(content)
            except _AgainError as error:
                problem = str(error)
                if tried + 1 < TRIES:
                    self._clock.wait(min(LONGEST_WAIT, max(FIRST_WAIT * 2**tried, error.after or 0.0)))
        raise PullError(GAVE_UP.format(tries=TRIES, problem=problem))

    def _asked(self, body: dict[str, Any]) -> bytes:
        headers = {
            "accountId": self._access.account_id,
            "orgId": self._access.org_id,
            "auth": self._access.signed(self._clock.now()),
        }
        until = self._clock.since() + SECONDS_AN_ANSWER
        try:
            with self._client.stream("POST", self._url, json=body, headers=headers) as answer:
                _check(answer, self._clock.now())
                content = bytearray()
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > limits.FILE_BYTES:
                        raise PullError(NOT_TAKEN.format(status="a page is too large"))
                    if self._clock.since() > until:
                        raise _AgainError("an answer takes too long")
        except httpx.HTTPError as error:  # its own words may repeat what was sent
            raise _AgainError(type(error).__name__) from None
        return bytes(content)


def _check(answer: httpx.Response, now: float) -> None:
    status = answer.status_code
    if status in (401, 403):
        raise PullError(NOT_LET_IN.format(status=status))
    if status in (408, 425, 429) or status >= 500:
        raise _AgainError(f"status {status}", _seconds(answer.headers.get("retry-after"), now))
    if status != 200:
        raise PullError(NOT_TAKEN.format(status=status))


def _seconds(retry_after: str | None, now: float) -> float | None:
    """What Retry-After says: seconds, or an instant."""
    if retry_after is None:
        return None
    if retry_after.strip().isascii() and retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(retry_after).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


def _understood(content: bytes) -> dict[str, Any]:
    try:
        page = json.loads(content)
    except (ValueError, RecursionError):
        raise _AgainError("an answer is no whole JSON") from None
    if not isinstance(page, dict) or not isinstance(page.get("results"), list):
        raise _AgainError("an answer has no list of results")
    return page


def _has_more(page: dict[str, Any], number: int) -> bool:
    """Whether another page comes; by the number of pages, or by its size, where it does not say so."""
    if isinstance(page.get("hasMore"), bool):
        return bool(page["hasMore"])
    if isinstance(page.get("totalPages"), int):
        return bool(number < page["totalPages"])
    return len(page["results"]) >= RECORDS_A_PAGE
