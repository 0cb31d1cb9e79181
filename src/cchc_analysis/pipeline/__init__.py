"""From notebooks to a report in its place: execute → render → gates → manifest → swap."""
