"""Random histories of everything that people, clocks, crashes and concurrent callers do, judged by
a naive model.
"""
