"""Changes to a question's text whose effect on its meaning is known.

`conflicts` make it another question, `variants` say the same in another way. Both are used for training
only: the facets that veto a verdict are written and tested apart from this."""
