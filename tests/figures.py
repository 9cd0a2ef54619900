"""The figures of an agent without anything."""

from coaching.measuring.agent_figures import Figures

NO_FIGURES = Figures(
    interactions=0,
    kore_evaluation_score=None,
    audits=0,
    supervisor_audit_score=None,
    assignments=0,
    below_pass_score=0,
    fatal=0,
)
