"""How are the values of a setting of the centre said to a person? They are stored as text, see setting_kinds.py."""

from coaching.people.centre_settings import SETTINGS
from coaching.people.setting_kinds import Days, KindError, OneOf, Weekdays, YesOrNo
from coaching.words import wording
from coaching.words.formatting import day
from coaching.words.sentences import listed


def value(name: str, written: str | None) -> str:
    """What a stored value of this setting is called. One of another version of the app is said as it was written."""
    setting = SETTINGS.get(name)
    if setting is None or written is None:
        return written or wording.SETTING_NONE
    try:
        known = setting.kind.read(written)
    except KindError:
        return written
    match setting.kind:
        case YesOrNo():
            return wording.YES_NO[setting.kind.write(known)]
        case OneOf():
            return wording.SETTING_CHOICES[name][known.value]
        case Weekdays():
            return listed([wording.WEEKDAYS[number] for number in sorted(known)])
        case Days():
            return listed([day(each) for each in sorted(known)]) or wording.SETTING_NONE
    return written or wording.SETTING_NONE
