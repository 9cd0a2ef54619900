"""Which columns do all lists of coaching assignments share?"""

from coaching.ui.pieces import table
from coaching.words import wording

AGENT = table.Column("agent", wording.COLUMN_AGENT)
NAME = table.Column("name", wording.NAME)
AREAS = table.Column("areas", wording.COACHING_AREA)
ASSIGNED = table.Column("assigned", wording.ASSIGNED_DATE, align="tight")
FOLLOW_UP = table.Column("follow_up", wording.FOLLOW_UP_DATE, align="tight")
STATUS = table.Column("status", wording.STATUS, align="tight")
REVIEWED = table.Column("reviewed", wording.REVIEWED)
WHAT_AND_WHEN = (NAME, AREAS, ASSIGNED, FOLLOW_UP)
