"""What a language model writes: words, ideas and automations, each read warily."""
