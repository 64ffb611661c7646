"""Reading the facets of one question from its words and from what is known beside it."""
