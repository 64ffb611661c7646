"""Builders of what the room's pages show; templates only show it."""
