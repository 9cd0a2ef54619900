"""What does a calendar program get that asks at somebody's address? Their follow-ups, or nothing that says why not."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from coaching.people import preferences
from coaching.people.centre_settings import centre_settings
from coaching.people.preferences import Preference
from coaching.settings import settings
from coaching.telling.calendar_addresses import follow_ups, owner
from coaching.telling.calendar_file import calendar_file
from coaching.ui.shell.session import database
from coaching.words.days import utc_now
from coaching.words.reader import reader_of, reading_as

PATH = "calendar/{calendar_id}/{secret}.ics"
HEADERS = {"Cache-Control": "no-store"}
TYPE = "text/calendar; charset=utf-8"


def address(public_address: str, calendar_id: str, secret: str) -> str:
    """The address of a calendar. `public_address`: that of the app."""
    return f"{public_address.rstrip('/')}/{PATH.format(calendar_id=calendar_id, secret=secret)}"


def route() -> Route:
    """GET for the calendars of everybody who has made an address for theirs."""
    return Route(f"/{PATH}", _calendar, methods=["GET"])


def _calendar(request: Request) -> Response:
    """It asks the data, so it is no coroutine: Starlette runs it in a thread of its own."""
    opened = database()
    person_id = owner(opened, request.path_params["calendar_id"], request.path_params["secret"])
    if person_id is None:
        return PlainTextResponse("", 404, headers=HEADERS)
    centre, chosen = centre_settings(opened), preferences.preferences(opened, person_id).get(Preference.LANGUAGE)
    with reading_as(reader_of(chosen, None)):
        made = calendar_file(
            follow_ups(opened, person_id),
            public_address=settings().public_address or str(request.base_url),
            zone=centre.time_zone,
            says_more=centre.mail_says_more,
            made_at=utc_now(),
        )
    return Response(made, media_type=TYPE, headers=HEADERS)
