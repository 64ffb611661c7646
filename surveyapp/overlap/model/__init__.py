"""The trained overlap model as it is used: onnxruntime, tokenizers and numpy, no database."""
