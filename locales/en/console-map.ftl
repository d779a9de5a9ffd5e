### The console: the map.

console-map-title = The map of your neighbourhoods
console-map-what = The same numbers stand in the table. The denser the lines, the more there is.
console-map-shows = What the map shows
console-map-asked = Requests
console-map-open = Looking for a helper
console-map-waiting = Waiting for a look
console-map-offers = Wants to help
console-map-caption = How much there is, by neighbourhood
console-map-cells-caption = How much there is, by part of the neighbourhood
console-map-neighbourhood = Neighbourhood
console-map-part = Part
console-map-cell = part { $number }
console-map-back = Back to all neighbourhoods
console-map-requests = Requests
console-map-nothing = Nothing.
console-map-cut = There is more than stands here. Choose a part of the neighbourhood.
