"""surveyapp: yearly municipal questionnaires, what answering them costs, and what the indicators are worth."""

__version__ = "0.1.0"
