"""Words on screen: fonts, lines, and the files libass and players read."""
