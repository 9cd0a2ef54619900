"""An import gets hold of the file while it is opened anew: whoever looks reads a sentence, then their page again."""

import subprocess
import sys

import pytest

from coaching.ui.shell import session
from coaching.words import wording
from tests import databases
from tests.pages.screens import everything_sent, open_page

PAGE = "pages/agent/assignment.py"
HOLDER = """
import sys, duckdb
held = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(databases.ON_LAKE, reason="is about a database file")
def test_while_another_process_holds_the_file_the_page_says_so(centre_file: str) -> None:
    page = open_page(PAGE, viewer="ana@example.com", assignment="ca-ana")
    assert "Good in ca-ana" in everything_sent(page)
    session.close_database()
    with subprocess.Popen([sys.executable, "-c", HOLDER, centre_file], stdin=-1, stdout=-1, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        page.run()
        assert [error.value for error in page.error] == [wording.DATA_AWAY]
        assert not page.exception
        assert "Good in ca-ana" not in everything_sent(page)
        holder.communicate()
    assert "Good in ca-ana" in everything_sent(page.run())
