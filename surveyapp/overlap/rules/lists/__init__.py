"""The built-in term lists, as data.

A table holds phrases: words in order, "*" for any letters ("hushåll*", "*samtal"), "_" for any one
word, "|" between phrases. A value that begins with "!" reads nothing and only keeps others from being
read in its words.
"""
