"""What a saved search does after it has run: condition, throttling, tokens, actions."""
