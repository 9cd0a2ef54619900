"""A centre plays a week: files come every night, people work, mails arrive, and a backup restores what was there."""

import re
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from coaching.storage.database import Database
from coaching.ui.shell import navigation
from coaching.words import wording
from tests.browser.waiting import settled
from tests.importers.export import FORM, conversation, metric, page, person, rows, transcript, turn, write
from tests.places import ROOT
from tests.servers import environment, running
from tests.telling import mail_server
from tests.ui.shell.test_cold_start import visit

NIGHTS = 7
AGENTS = [f"agent-{number:02}@example.com" for number in range(20)]
LEADS = [f"lead-{number}@example.com" for number in range(3)]
BY_NIGHT, FIRST_NIGHT = 2, 6  # conversations of each agent: the first night's are enough to judge
SCORE, LATE_SCORE = 60, 70
PATIENCE_SECONDS = 120
PUBLIC_ADDRESS = "https://coaching.example.com"


def lead_of(number: int) -> str:
    return LEADS[number % len(LEADS)]


def people() -> list[dict[str, Any]]:
    leads = [
        person(lead, f"Lead {number}", permissions=["coaching_assignments", "coaching_monitor", "qa_functionalities"])
        for number, lead in enumerate(LEADS)
    ]
    return leads + [
        person(agent, f"Agent {number:02}", supervisor_email=lead_of(number)) for number, agent in enumerate(AGENTS)
    ]


def conversation_id(night: int, agent: int, number: int) -> str:
    return f"k-{night}-{agent:02}-{number}"


def record(of_night: int, agent: int, number: int, first_day: date, score: int) -> tuple[dict[str, Any], datetime]:
    """One conversation as the vendor exports it, and when it began. Two of the agents greet everybody."""
    began = datetime.combine(first_day + timedelta(days=of_night), dawn(agent, number))
    hello = "NO" if agent % 10 else "YES"
    return conversation(
        conversation_id(of_night, agent, number),
        **{
            "Conversation Start Time": f"{began:%Y-%m-%dT%H:%M:%S.000Z}",
            "Conversation End Time": f"{began + timedelta(minutes=5):%Y-%m-%dT%H:%M:%S.000Z}",
            "Agents": [{"agentId": f"a-{agent}", "Agent Name": f"Agent {agent:02}", "Agent Email": AGENTS[agent]}],
            "Kore Evaluation Score": score,
            "Metrics": [metric("q-hello", hello, 20), metric("q-id", "YES", 50), metric("q-blame", "NO", 30)],
        },
    ), began


def dawn(agent: int, number: int) -> clock:
    """When an agent's conversation of a day with this number begins, in UTC."""
    return clock(8 + number, 2 * agent)


def files_of(night: int, first_day: date) -> dict[str, Any]:
    """What the vendor's system exports in one night: the day's conversations, and once more one of each agent of the
    night before, which was evaluated late."""
    records, chats = [], {}
    for agent in range(len(AGENTS)):
        late = [(night - 1, 0, LATE_SCORE)] if night else []
        of_day = [(night, number, SCORE) for number in range(BY_NIGHT if night else FIRST_NIGHT)]
        for of_night, number, score in late + of_day:
            one, began = record(of_night, agent, number, first_day, score)
            records.append(one)
            at = int(began.replace(tzinfo=UTC).timestamp() * 1000)
            chats[f"chats/{one['Conversation ID']}.json"] = transcript(
                turn("USER", "Where is my parcel?", at), turn("AGENT", "It comes tomorrow.", at + 20_000)
            )
    return {f"page-{night}.json": page(*records), **chats}


def deliver(inbox: Path, files: dict[str, Any]) -> None:
    """As a careful sender does: under a name that is left alone, then under its own."""
    write(inbox, {"hidden.part": ""})
    write(inbox, files)


def wait_until_put_away(inbox: Path, file: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not list(inbox.glob(f"done/*/{file}")):
        assert not list(inbox.glob("refused/*/*")), "a file was refused"
        assert time.monotonic() < until, f"{file} lies in the inbox still"
        time.sleep(0.2)


def coaching(*arguments: str | Path) -> str:
    """What `python -m coaching …` prints; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-m", "coaching", *map(str, arguments)],
        cwd=ROOT, env=environment("none"), capture_output=True, text=True, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """One assignment as its supervisor's page shows it."""

    agent: str
    assignment_id: str
    interactions: list[str]


def assign(tab: Page, server: str, lead: str) -> Assigned:
    """The supervisor coaches whoever comes first on their list."""
    tab.goto(f"{server}/{navigation.TO_DO}?viewer={lead}")
    settled(tab)
    first = tab.get_by_role("button", name=re.compile("^Assign .+ coaching on ")).first
    named = re.search(r"Agent (\d+)", first.get_attribute("aria-label") or first.inner_text())
    assert named
    first.click()
    expect(tab.get_by_role("heading", name=re.compile("^New coaching for"), level=1)).to_be_visible()
    settled(tab)
    tab.get_by_role("textbox", name=wording.WENT_WELL).fill("You are quick.")
    tab.get_by_role("textbox", name=wording.WORK_ON).fill("Greet first.")
    tab.get_by_role("textbox", name=re.compile(wording.ACTION_PLAN)).fill("Open with a greeting")
    settled(tab)
    tab.get_by_role("button", name=re.compile("^Assign to")).click()
    expect(tab).to_have_url(re.compile(r"/assignment\?.*assignment=ca-"))
    settled(tab)
    leads_on = tab.locator("a[href*='interaction=']").evaluate_all("each => each.map((link) => link.href)")
    return Assigned(
        agent=AGENTS[int(named[1])],
        assignment_id=parse_qs(urlsplit(tab.url).query)["assignment"][0],
        interactions=sorted({parse_qs(urlsplit(link).query)["interaction"][0] for link in leads_on}),
    )


def work(server: str, agent: str, assigned: Assigned | None) -> None:
    """The agent looks at the list; with an assignment they open it and each of its interactions."""
    assert "Traceback" not in visit(server, navigation.MY_COACHING, {}, f"viewer={agent}")
    if assigned is None:
        visit(server, navigation.MY_DASHBOARD, {}, f"viewer={agent}")
        return
    query = f"viewer={agent}&assignment={assigned.assignment_id}"
    assert "Greet first." in visit(server, navigation.ASSIGNMENT, {}, query)
    for interaction in assigned.interactions:
        assert "parcel" in visit(server, navigation.INTERACTION, {}, f"{query}&interaction={interaction}")


def told_of(mailbox: mail_server.Mailbox) -> list[tuple[str, str]]:
    """To whom a mail has come, and of which assignment, in order."""
    found = []
    for recipients, mail in mailbox.taken:
        text = mail.get_body(("plain",))
        assert text is not None
        (link,) = re.findall(rf"{PUBLIC_ADDRESS}/{navigation.ASSIGNMENT}\S+", text.get_content())
        (recipient,) = recipients
        found.append((recipient, parse_qs(urlsplit(link).query)["assignment"][0]))
    return sorted(found)


def wait_for_mails(mailbox: mail_server.Mailbox, number: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while len(mailbox.taken) < number:
        assert time.monotonic() < until, [str(mail) for _, mail in mailbox.taken]
        time.sleep(0.2)


def everything(file: Path) -> dict[str, Counter[str]]:
    """The rows of all tables of a database file, but for when it was made."""
    with closing(Database(str(file))) as database:
        tables = [name for (name,) in rows(database, "SELECT table_name FROM duckdb_tables() WHERE NOT internal")]
        tables.remove("migrations")
        return {table: Counter(map(repr, rows(database, f"FROM {table}"))) for table in tables}


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_twice(browser: Browser, tmp_path: Path) -> None:
    file, inbox = tmp_path / "centre.duckdb", tmp_path / "inbox"
    inbox.mkdir()
    first_day = date.today() - timedelta(days=NIGHTS)
    write(tmp_path / "first", {"people.json": people(), "form.json": FORM})
    coaching("import", tmp_path / "first", "--database", file)
    assigned: list[Assigned] = []
    with mail_server.running() as mailbox, running(
        str(file), log=tmp_path / "server.log", COACHING_INBOX=str(inbox), COACHING_PUBLIC_ADDRESS=PUBLIC_ADDRESS,
        COACHING_SMTP_HOST="127.0.0.1", COACHING_SMTP_PORT=str(mailbox.port), COACHING_SMTP_SECURITY="none",
        COACHING_SMTP_FROM="coaching@example.com",
    ) as server:  # fmt: skip
        tab = browser.new_context().new_page()
        for night in range(NIGHTS):
            deliver(inbox, files_of(night, first_day))
            wait_for_mails(mailbox, night)  # an agent opens what a mail has told them of
            at_work = dict.fromkeys(AGENTS[night::NIGHTS]) | {each.agent: each for each in assigned[-1:]}
            with ThreadPoolExecutor(4) as agents:  # who came early works while the night's files are imported
                working = [agents.submit(work, server, agent, each) for agent, each in at_work.items()]
                if night == NIGHTS // 2:
                    coaching("backup", tmp_path / "midweek.backup", "--database", file)
                wait_until_put_away(inbox, f"page-{night}.json")
                for each in working:
                    each.result()
            assigned.append(assign(tab, server, lead_of(night)))
        tab.context.close()
        wait_for_mails(mailbox, NIGHTS)
        coaching("backup", tmp_path / "weekend.backup", "--database", file)
    for backup in ("midweek", "weekend"):
        restored = tmp_path / "elsewhere" / f"{backup}.duckdb"
        coaching("restore", tmp_path / f"{backup}.backup", "--database", restored)
        coaching("check", "--database", restored)
    assert everything(tmp_path / "elsewhere" / "weekend.duckdb") == everything(file)
    with closing(Database(str(file))) as database:
        conversations = len(AGENTS) * (FIRST_NIGHT + BY_NIGHT * (NIGHTS - 1))
        assert rows(database, "SELECT count(*), count(DISTINCT interaction_id) FROM interactions") == [
            (conversations, conversations)
        ]
        assert rows(database, "SELECT count(*) FROM interactions WHERE kore_evaluation_score = 70") == [
            (len(AGENTS) * (NIGHTS - 1),)
        ]
        made = rows(database, "SELECT assignment_id, agent_id FROM assignments ORDER BY 1")
        assert made == sorted((each.assignment_id, each.agent) for each in assigned)
        opened = rows(database, "SELECT assignment_id, interaction_id, person_id FROM openings ORDER BY ALL")
        assert opened == sorted(
            (each.assignment_id, interaction, each.agent) for each in assigned[:-1] for interaction in each.interactions
        )
        outcomes = rows(database, "SELECT came_by, outcome, count(*) FROM imports GROUP BY ALL ORDER BY ALL")
        assert outcomes == [("command", "complete", 1), ("inbox", "complete", NIGHTS)]
    assert told_of(mailbox) == sorted((each.agent, each.assignment_id) for each in assigned)
    log = (tmp_path / "server.log").read_text()
    assert "Traceback" not in log, log[-5000:]
