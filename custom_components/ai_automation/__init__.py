"""The AI Automation integration."""
