"""Small files as Amazon Connect writes them. All people and texts are made up."""

from typing import Any


def evaluation(contact_id: str = "ct-1", /, *questions: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """An evaluation of a contact with the agent ag-1."""
    return {
        "schemaVersion": "3.1",
        "evaluationId": f"ev-{contact_id}",
        "metadata": {
            "contactId": contact_id,
            "agentId": "ag-1",
            "evaluationDefinitionTitle": "Calls",
            "evaluator": "uma",
            "evaluationSubmitTimestamp": "2026-03-05T10:00:00.000Z",
            "score": {"percentage": 62.5},
            **metadata,
        },
        "sections": [{"sectionRefId": "s-1", "sectionTitle": "Hello"}],
        "questions": list(questions),
    }


def question(ref: str, chosen: str | None, score: dict[str, Any], /, **more: Any) -> dict[str, Any]:
    """A question with the options Yes and No."""
    options = [{"valueText": text, "selected": text == chosen} for text in ("Yes", "No")]
    answer = {"values": options, "metadata": {"notApplicable": False}, **more}
    return {"questionRefId": ref, "questionText": f"About {ref}?", "answer": answer, "score": score}
