"""The nouns of AI Automation: plain dataclasses that know nothing of Home Assistant."""
