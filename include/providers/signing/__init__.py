"""How requests are signed for services that want more than a key in a header."""
