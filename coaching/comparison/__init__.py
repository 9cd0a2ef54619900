"""A marked interaction held against a best response: what differs, and which parts of the two belong together.

Pure rules over what `coaching.quality.interactions` returns; how it reads and looks is for coaching/ui.
"""
