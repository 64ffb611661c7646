"""How the facets and the words of two questions stand to each other."""
