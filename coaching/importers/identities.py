"""Which addresses, ids and names of auditors belong to one person? Pure.

An identity is what a file calls somebody: an e-mail address, an id of the exporting system where there is no address,
or an auditor's name. `persons` decides who is who from all that is known of all identities. It does not remember, so
the order in which files come makes no difference: what two files join, a third one may part again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from coaching.importers.addresses import address
from coaching.importers.conversations import AUDITOR_PREFIX
from coaching.people.permissions import AGENT_PERMISSIONS, OVERSIGHT_PERMISSIONS
from coaching.words.name_key import person_key

# What an administrator may say of a person in place of files.
NAME, TEAM, SUPERVISOR, PERMISSIONS = "name", "team", "supervisor", "permissions"

# How the identities of a former agent begin who was made a pseudonym.
FORMER = "former:"

# An id that comes with more addresses than that is the id of a desk or of a team, and says nothing about people.
MOST_ADDRESSES = 4


@dataclass(slots=True, kw_only=True)
class Identity:
    """What files have said of whoever they call so.

    The orders say how new the record was that gave the name or the team, or that used the address; "" is the oldest.
    """

    identity: str
    person_id: str
    """Who it was before this import, or whom people.json says an auditor's name belongs to."""
    is_address: bool
    name: str | None = None
    name_order: str = ""
    team: str | None = None
    team_order: str = ""
    used_order: str = ""
    source_ids: frozenset[str] = field(default_factory=frozenset)
    """Of an address: the ids that came with it."""
    supervisor_email: str | None = None
    permissions: frozenset[str] = field(default_factory=frozenset)
    listed: bool = False
    """Whether people.json has it, which then says the name, the team, the supervisor and the permissions."""
    set_here: frozenset[str] = field(default_factory=frozenset)
    """Which of these an administrator has set, so that no file changes them."""
    joined_to: str | None = None
    """The identity of the person whom an administrator said this is as well."""
    deactivated_at: datetime | None = None

    @property
    def is_vouched_for(self) -> bool:
        """Whether people.json or an administrator says what they may do."""
        return self.listed or PERMISSIONS in self.set_here

    @property
    def is_former(self) -> bool:
        """Whether it is of a former agent who was made a pseudonym."""
        return self.identity.startswith(FORMER)

    @property
    def is_auditor(self) -> bool:
        """Whether it is an auditor of whom only the name is known."""
        return self.identity.startswith(AUDITOR_PREFIX)

    @property
    def auditor_name(self) -> str:
        """The name of such an auditor, as an export wrote it."""
        return self.identity.removeprefix(AUDITOR_PREFIX)

    @property
    def may_oversee(self) -> bool:
        """Whether auditing or assigning makes them a supervisor of that agent."""
        return not self.permissions.isdisjoint(OVERSIGHT_PERMISSIONS)

    @property
    def may_no_more_than_an_agent(self) -> bool:
        """Whether nobody gains a right by being this person."""
        return self.permissions <= frozenset(AGENT_PERMISSIONS)

    def call(self, name: str | None, order: str) -> None:
        """Takes a name where no newer record gave one."""
        if name is not None and order >= self.name_order and NAME not in self.set_here:
            self.name, self.name_order = name, order

    def put_in(self, team: str | None, order: str) -> None:
        """Takes a team where no newer record gave one."""
        if team is not None and order >= self.team_order and TEAM not in self.set_here:
            self.team, self.team_order = team, order


def former(identity: str) -> str:
    """What an identity is called once its person is a pseudonym: nobody can tell from it which one it was, and whoever
    comes with the identity again is known by it."""
    return FORMER + hashlib.sha256(identity.encode()).hexdigest()[:16]


def persons(identities: Mapping[str, Identity]) -> dict[str, str]:
    """The person_id of every identity.

    Addresses that came with one id are one person, under the address that people.json lists or an administrator has
    changed, otherwise the alphabetically first. They stay apart where that is several of them, or where one of them may
    do more than an agent: no export makes anybody a supervisor, or lets them sign in as one. What an administrator
    joined is one person under whatever it was joined to, and joins nothing else to that.
    """
    addresses_of: defaultdict[str, list[str]] = defaultdict(list)
    for one in identities.values():
        if one.is_address:
            for source_id in one.source_ids:
                addresses_of[source_id].append(one.identity)
    found = {identity: identity for identity in identities}
    free = ([each for each in addresses if identities[each].joined_to is None] for addresses in addresses_of.values())
    for together in _together(free):
        if (chief := _chief([identities[address] for address in together])) is not None:
            found.update(dict.fromkeys(together, chief))
    _join(identities, found)
    for one in identities.values():
        if not one.is_address and not one.is_auditor:
            owners = {found[address] for address in addresses_of.get(one.identity, ())}
            if len(owners) == 1:
                found[one.identity] = owners.pop()
    _name_auditors(identities, found)
    _join(identities, found)
    return found


def _join(identities: Mapping[str, Identity], found: dict[str, str]) -> None:
    """Gives what administrators joined to whoever `found` says that it was joined to."""
    for one in identities.values():
        if one.joined_to is not None:
            found[one.identity] = found[_end(identities, one)]


def _end(identities: Mapping[str, Identity], one: Identity) -> str:
    """What an identity was joined to in the end, which nobody joined to anything."""
    passed = {one.identity}
    while one.joined_to is not None and one.joined_to in identities and one.joined_to not in passed:
        passed.add(one.joined_to)
        one = identities[one.joined_to]
    return one.identity


def kept_apart(identities: Mapping[str, Identity], found: Mapping[str, str]) -> dict[str, list[str]]:
    """The ids that came with addresses of several people, with these addresses. `found`: persons(identities)."""
    addresses_of: defaultdict[str, list[str]] = defaultdict(list)
    for one in identities.values():
        for source_id in one.source_ids:
            addresses_of[source_id].append(one.identity)
    return {
        source_id: sorted(addresses)
        for source_id, addresses in addresses_of.items()
        if len({found[address] for address in addresses}) > 1
    }


def _together(sets: Iterable[list[str]]) -> list[list[str]]:
    """The addresses that are linked by way of one id or several, each set once."""
    group_of: dict[str, list[str]] = {}
    for addresses in sets:
        if not 1 < len(addresses) <= MOST_ADDRESSES:
            continue
        united = list({address: None for each in addresses for address in group_of.get(each, [each])})
        group_of.update(dict.fromkeys(united, united))
    return list({id(group): group for group in group_of.values()}.values())


def _chief(together: list[Identity]) -> str | None:
    """The address that these are one person under; None where they stay apart."""
    listed = [one.identity for one in together if one.listed or one.set_here]
    if len(listed) > 1 or not all(one.may_no_more_than_an_agent for one in together):
        return None
    return listed[0] if listed else min(one.identity for one in together)


def _name_auditors(identities: Mapping[str, Identity], found: dict[str, str]) -> None:
    """Adds to `found` who the auditors are of whom only the name is known.

    That is whom people.json gives the name as a further one, whoever has been that auditor before, or the one person
    whom people.json or an administrator gives the name or the address and a right to oversee others. Otherwise the
    auditor is a person of their own, whatever the spelling.
    """
    groups: defaultdict[str, list[Identity]] = defaultdict(list)
    for one in identities.values():
        if one.is_auditor:
            groups[person_key(one.auditor_name)].append(one)
    if not groups:
        return
    overseers: defaultdict[str, set[str]] = defaultdict(set)
    for one in identities.values():
        if one.is_vouched_for and one.may_oversee:
            overseers[person_key(one.name or one.identity)].add(one.identity)
    for key, group in groups.items():
        before = {one.person_id for one in group if not one.person_id.startswith(AUDITOR_PREFIX)}
        namesakes = before or overseers.get(key) or _overseer_at(identities, group[0].auditor_name)
        own = min((one.identity for one in group if one.person_id not in before), default="")
        of_all = found.get(next(iter(namesakes)), own) if len(namesakes) == 1 else own
        for one in group:
            found[one.identity] = found.get(one.person_id, own) if one.person_id in before else of_all


def _overseer_at(identities: Mapping[str, Identity], written: str) -> set[str]:
    """The address of a person who is vouched for and may oversee others, where an auditor's name is such an address."""
    known = identities.get(address(written) or "")
    return {known.identity} if known is not None and known.is_vouched_for and known.may_oversee else set()
