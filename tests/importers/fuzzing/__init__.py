"""Does an import stand any file? Samples of every format are changed at random, and what becomes of them is judged.

`python -m tests.importers.fuzzing --inputs 100000` tries many, tests/importers/test_fuzzing.py a thousand in each run.
No fuzzing library does this: Atheris takes over the process, slows every line down and changes bytes, which most often
gives a file of no format at all, and Hypothesis needs many times as long for an input (the property tests use it).
"""
