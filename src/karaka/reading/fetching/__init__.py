"""Live news: feeds and pages fetched politely and safely, each article once, as the lines that `karaka code` reads."""
