"""What the tests of the Coaching Monitor look at: its page, its table, its people and days."""

from datetime import date

from coaching.storage.database import Database
from coaching.ui.shell import navigation
from coaching.words.days import Span, utc_now

PAGE = navigation.FILES[navigation.COACHING_MONITOR]
TABLE = "monitor_table"
ANA, BEN, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "lee", "kim"))
ANY_TIME = {"monitor_period": Span.ANY_TIME}
NAMES = ["Coaching ca-ana", "Coaching ca-ben", "Coaching ca-ana-old"]


def change(centre: Database, *statements: str) -> None:
    with centre.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


def today() -> date:
    return utc_now().date()
