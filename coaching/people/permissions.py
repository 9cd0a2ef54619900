"""The names of the permissions. Who has which is data: people.permissions."""

AGENT_DASHBOARD = "agent_dashboard"
COACHING_ASSIGNMENTS = "coaching_assignments"
COACHING_MONITOR = "coaching_monitor"
QA_FUNCTIONALITIES = "qa_functionalities"
ADMINISTRATION = "administration"
CROSS_TEAM_ACCESS = "cross_team_access"

PERMISSIONS = (
    AGENT_DASHBOARD,
    COACHING_ASSIGNMENTS,
    COACHING_MONITOR,
    QA_FUNCTIONALITIES,
    ADMINISTRATION,
    CROSS_TEAM_ACCESS,
)
# An agent needs both to reach the agent pages.
AGENT_PERMISSIONS = (AGENT_DASHBOARD, COACHING_ASSIGNMENTS)
# A supervisor of agents has one of these besides coaching_assignments.
OVERSIGHT_PERMISSIONS = (COACHING_MONITOR, QA_FUNCTIONALITIES)
# What whoever assigned or audited something gets, unless people.json says otherwise.
SUPERVISOR_PERMISSIONS = (COACHING_ASSIGNMENTS, COACHING_MONITOR, QA_FUNCTIONALITIES)
