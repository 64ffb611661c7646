"""Marks a Swedish text for translation without translating it: rules know no reader."""


def marked(text: str) -> str:
    """Return `text` as it is. Under the name `_` it is found when texts are collected."""
    return text
