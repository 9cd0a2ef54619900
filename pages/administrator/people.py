"""People: who is known, in which team, with which roles and supervised by whom; added and changed by administrators."""

from functools import partial

import streamlit as st

from coaching.administration import administered, joining_people, stored_about
from coaching.administration.administered import PeopleFilter, Standing
from coaching.ui.pages import people_actions as actions
from coaching.ui.pages import people_view as view
from coaching.ui.pages import person_view
from coaching.ui.pieces import pager
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.PEOPLE])
asked = (database(), viewer.person_id)
teams, overseers = administered.teams(*asked), administered.overseers(*asked)
person_id = st.query_params.get(view.PERSON)

if person_id == view.NEW:
    person_view.heading(None, actions.to_list)
    save = partial(actions.add, viewer.person_id)
    person_view.form(person_view.place_of(view.NEW), None, teams, overseers, save)

elif person_id is not None:
    someone = administered.person(*asked, person_id)
    if someone is None:
        access.refuse(wording.NO_SUCH_PERSON)
    place = person_view.place_of(person_id)
    person_view.heading(someone, actions.to_list)
    person_view.form(place, someone, teams, overseers, partial(actions.save, viewer.person_id, someone))
    person_view.standing(
        place,
        someone,
        partial(actions.deactivate, viewer.person_id, person_id),
        partial(actions.reactivate, viewer.person_id, person_id),
    )
    person_view.pseudonym(place, someone, partial(actions.make_pseudonym, viewer.person_id, person_id))
    person_view.hand_over(someone, partial(stored_about.stored_about, *asked, person_id))
    sought = PeopleFilter(text=st.session_state.get(person_view.JOIN_TEXT) or "", standing=Standing.EVERYBODY)
    found, _ = administered.people_listed(*asked, sought, page=1, size=person_view.MOST_FOUND)
    person_view.join(
        someone,
        dict(zip(found["person_id"], found["label"], strict=True)) if sought.text else {},
        joining_people.what_moves(*asked, person_id),
        partial(actions.join, viewer.person_id, person_id),
    )

else:
    if view.title():
        st.query_params[view.PERSON] = view.NEW
        st.rerun()
    filters = view.filters(teams)
    selected = view.selection()
    view.several(
        selected,
        teams,
        overseers,
        {
            "save": partial(actions.save_several, viewer.person_id, selected),
            "deactivate": partial(actions.deactivate_several, viewer.person_id, selected),
            "reactivate": partial(actions.reactivate_several, viewer.person_id, selected),
        },
    )
    listed = partial(administered.people_listed, *asked, filters)
    rows, total = pager.read(listed, view.PAGE, view.TABLE, pager.ROWS)
    view.listing(rows, total, selected)
    view.erase(partial(actions.erase, viewer.person_id))
