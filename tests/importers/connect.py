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


def turn(role: str, text: str | None, begin: int = 0, /, **more: Any) -> dict[str, Any]:
    """A turn of a call, or without a text an event."""
    said = {} if text is None else {"Content": text}
    return {"ParticipantId": role, "BeginOffsetMillis": begin, "EndOffsetMillis": begin + 900, **said, **more}


def call(*turns: dict[str, Any], contact_id: str | None = "ct-1", output: str = "Raw", **more: Any) -> dict[str, Any]:
    """An analysis of a call of 100 seconds."""
    return {
        "Version": "VOICE-2022-11-30",
        "Channel": "VOICE",
        "LanguageCode": "en-US",
        "ContentMetadata": {"Output": output},
        "Participants": [{"ParticipantId": role, "ParticipantRole": role} for role in ("AGENT", "CUSTOMER")],
        "CustomerMetadata": {} if contact_id is None else {"ContactId": contact_id},
        "Categories": {"MatchedCategories": ["Refund"], "MatchedDetails": {}},
        "ConversationCharacteristics": {
            "TotalConversationDurationMillis": 100_000,
            "Sentiment": {
                "OverallSentiment": {"AGENT": 0, "CUSTOMER": -1.5},
                "SentimentByPeriod": {"QUARTER": {"CUSTOMER": [{"Score": -2.5}, {"Score": 0}, {"Score": 5}]}},
            },
            "NonTalkTime": {"TotalTimeMillis": 12_500},
            "TalkTime": {"DetailsByParticipant": {"AGENT": {"TotalTimeMillis": 50_000}}},
        },
        "Transcript": list(turns),
        **more,
    }


def chat(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An analysis of a chat. The sentiment of its messages is beside them."""
    sentiments = [
        {"ParticipantRole": "CUSTOMER", "Sentiment": each.pop("felt"), "TranscriptItems": [{"Id": each["Id"]}]}
        for each in items
        if "felt" in each
    ]
    overall = {"DetailsByParticipantRole": {"CUSTOMER": 2.5}}
    return {
        "Version": "CHAT-2022-11-30",
        "ChatTranscriptVersion": "2019-08-26",
        "Channel": "CHAT",
        "LanguageCode": "en-US",
        "ContentMetadata": {"Output": "Raw"},
        "CustomerMetadata": {"ContactId": "ct-1"},
        "Participants": [{"ParticipantId": "p-1", "ParticipantRole": "AGENT", "DisplayName": "Nia"}],
        "ConversationCharacteristics": {
            "Sentiment": {"DetailsByTranscriptItemGroup": sentiments, "OverallSentiment": overall}
        },
        "Transcript": list(items),
        **more,
    }
