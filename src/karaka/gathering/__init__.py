"""Many records: near-duplicates, stories, independent origins.

gatherer = Gatherer()
gathered = gatherer.add(coding)
stories = [gatherer.story(name) for name in gathered.changed]
"""

from karaka.gathering.gatherer import Gatherer
from karaka.gathering.observing import observe
from karaka.gathering.types import Claim, Contradiction, Gathered, Grouped, Observed, Origin, Placed, Seen, Story, Version

__all__ = ["Claim", "Contradiction", "Gathered", "Gatherer", "Grouped", "Observed", "Origin", "Placed", "Seen", "Story", "Version", "observe"]
