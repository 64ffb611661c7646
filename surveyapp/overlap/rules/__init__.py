"""Finding the same question elsewhere: facets, words, and what may be proposed from them."""
