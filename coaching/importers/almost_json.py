"""Which JSON is in a text that is not quite JSON? Comments, commas too many, a callback, keys and quotes of JavaScript
and Python.

What is taken away becomes blanks, so that everything else keeps its line and column. The work is in proportion to the
length of the text, whatever is in it.
"""

import json
import re

# What servers write before JSON so that no page of another site can run it.
_GUARD = re.compile(r"\s*(?:\)\]\}',?|while\s*\(1\);?|for\s*\(;;\);?)")
_CALLBACK = re.compile(r"\s*(?:(?:var|let|const|window\.)\s*)?[A-Za-z_$][\w$.]{0,100}\s*(?:\(|=(?!=))\s*(?=[{\[])")
_END_OF_CALLBACK = re.compile(r"[\s;)]+\Z")
_PYTHON = {"True": "true", "False": "false", "None": "null", "undefined": "null"}
_TOKEN = re.compile(
    r""" (?P<text>"(?:[^"\\]|\\.)*+"?)
       | (?P<quoted>'(?:[^'\\]|\\.)*+'?)
       | (?P<comment>//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?)
       | (?P<key>(?<=[{,\s])[A-Za-z_$][\w$]{0,100}+(?=\s*+:))
       | (?P<word>\b(?:True|False|None|undefined)\b)""",
    re.VERBOSE | re.DOTALL,
)
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+"?)|,(?=\s*+[}\]])', re.DOTALL)
_NOT_BLANK = re.compile(r"[^\n]")
_TEXT_OF_JSON = re.compile(r'\s*"\s*(?:[{\[]|\\[nrt])')
_ESCAPE = re.compile(r"""\\x([0-9a-fA-F]{2})|\\(.)|(")|([\0-\x1f])""", re.DOTALL)


def mended(text: str) -> str:
    """The text without what JSON does not know. It need not be complete, and may still be no JSON."""
    guard = _GUARD.match(text)
    if guard is not None:
        text = _blank(guard.group()) + text[guard.end() :]
    text = _TOKEN.sub(_token, text)
    callback = _CALLBACK.match(text)
    if callback is not None:
        text = _blank(callback.group()) + text[callback.end() :]
    if text.rstrip()[-1:] in (";", ")"):
        end = _END_OF_CALLBACK.search(text, len(text.rstrip(" \t\r\n;)")))
        text = text if end is None else text[: end.start()] + _blank(end.group())
    return _COMMA.sub(lambda found: found.group(1) or " ", text)


def beginning(text: str) -> str:
    """As `mended`, of the first part of a file, without blanks before it; also where all of it is JSON in a text."""
    text = text.lstrip("\ufeff \t\r\n")
    if _TEXT_OF_JSON.match(text):
        return text.replace('\\"', '"').lstrip('" \t\r\n')
    is_json = text[:1] in ("{", "[") and text[1:40].lstrip()[:1] in ('"', "{", "[", "}", "]", "")
    return text if is_json else mended(text).lstrip()


def _token(found: "re.Match[str]") -> str:
    token = found.group()
    match found.lastgroup:
        case "comment":
            return _blank(token)
        case "word":
            return _PYTHON[token]
        case "key":
            return f'"{token}"'
        case "quoted" if len(token) > 1 and token.endswith("'"):
            return f'"{_ESCAPE.sub(_escape, token[1:-1])}"'
    return token


def _escape(found: "re.Match[str]") -> str:
    code, escaped, quote, control = found.groups()
    if code is not None:
        return f"\\u00{code}"
    if quote is not None:
        return '\\"'
    if control is not None:
        return json.dumps(control)[1:-1]
    return "'" if escaped == "'" else found.group()


def _blank(text: str) -> str:
    return _NOT_BLANK.sub(" ", text)
