"""The demo's made-up world: who works where, what they answer and how they work; pure and seeded."""
