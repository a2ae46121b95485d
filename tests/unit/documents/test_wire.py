import json

import pytest

from shared.documents.wire import zone_from, zone_to
from shared.domain.zone import Box, Zone, ZoneType


@pytest.mark.parametrize("box", [None, Box(1.5, 2.0, 3.25, 4.0)])
def test_a_zone_arrives_as_it_was_sent(box: Box | None):
    zone = Zone(3, 2, ZoneType.LIST, "Ä\t„水“\n", 0.75, box, "tool", "de", ("水",))
    assert zone_from(json.loads(json.dumps(zone_to(zone)))) == zone
