### De console: de kaart.

console-map-title = De kaart van je buurten
console-map-what = Dezelfde getallen staan in de tabel. Hoe dichter de strepen, hoe meer er is.
console-map-shows = Wat de kaart toont
console-map-asked = Vragen
console-map-open = Zoekt een helper
console-map-waiting = Wacht op een blik
console-map-offers = Wil helpen
console-map-caption = Hoeveel er is, per buurt
console-map-cells-caption = Hoeveel er is, per deel van de buurt
console-map-neighbourhood = Buurt
console-map-part = Deel
console-map-cell = deel { $number }
console-map-back = Terug naar alle buurten
console-map-requests = Vragen
console-map-nothing = Niets.
console-map-cut = Er is meer dan hier staat. Kies een deel van de buurt.
