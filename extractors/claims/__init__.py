"""Reading claims from one sentence at a time: cues, actors, topics, and one module a family of kinds."""
