"""Training of the overlap model. Needs torch, which the running product does not: see
`requirements.txt` beside this file."""
