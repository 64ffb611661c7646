"""Training without the rest of the program: `python -m surveyapp.overlap.training run ...`."""

from surveyapp.overlap.training.cli import train

if __name__ == "__main__":
    train()
