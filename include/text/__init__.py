"""Reading text: from markup to prose, from prose to sentences and terms, in any language."""
