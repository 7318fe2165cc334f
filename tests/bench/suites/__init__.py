"""The suites of ./tools/bench, and what they share.

Python 3's standard library and pyzmq; pictures are drawn by gnuplot. Nothing here decides whether a change is good: a
target that is missed is said, and the exit code stays 0.
"""
