"""The nouns: frozen dataclasses for what people name, Arrow schemas for what comes in thousands."""
